import type { NodeStats } from '@rbee/queen-rbee-sdk';
import type { ReactNode } from 'react';
import { formatMib, formatMibOf, formatPercent, systemName } from './format.ts';
import { type Reading, readingOf } from './telemetry.ts';

interface NodeLineProps {
  readonly node: NodeStats;
  /** Whether the machine's figures are current. */
  readonly live: boolean;
}

/** The machine that a hive runs on (section N), in one line: CPU use is that of all its CPUs together. */
export function NodeLine({ node, live }: NodeLineProps) {
  const cpu = readingOf(node, 'cpu_pct', live);
  const used = readingOf(node, 'ram_used_mb', live);
  const load = readingOf(node, 'load_1', live);
  const cores = node.cpu_count === 1 ? '1 core' : `${node.cpu_count} cores`;
  return (
    <dl className="rbee-node">
      <Item label="Machine">
        {node.hostname}, {systemName(node.os)}
      </Item>
      <Item label="CPU">
        <Known reading={cpu} format={(pct) => formatPercent(pct / Math.max(1, node.cpu_count))} /> of {cores}
      </Item>
      <Item label="RAM">
        <Known reading={used} format={(mib) => formatMibOf(mib, node.ram_total_mb)} />
      </Item>
      <Item label="Load">
        <Known reading={load} format={(value) => value.toFixed(2)} />
      </Item>
      <Item label="Hive itself">
        <AgentCost agent={node.agent} live={live} />
      </Item>
    </dl>
  );
}

interface AgentCostProps {
  readonly agent: NodeStats['agent'];
  readonly live: boolean;
}

function AgentCost({ agent, live }: AgentCostProps) {
  return (
    <>
      <Known reading={readingOf(agent, 'cpu_pct', live)} format={formatPercent} />,{' '}
      <Known reading={readingOf(agent, 'rss_mb', live)} format={formatMib} />
    </>
  );
}

function Item({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="rbee-node-item">
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

interface KnownProps {
  readonly reading: Reading;
  readonly format: (value: number) => string;
}

function Known({ reading, format }: KnownProps) {
  return reading.known ? (
    format(reading.value)
  ) : (
    <span className="rbee-why" title={reading.inFull}>
      – ({reading.why})
    </span>
  );
}
