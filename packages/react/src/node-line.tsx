import type { NodeStats } from '@rbee/queen-rbee-sdk';
import type { ReactNode } from 'react';
import { formatMib, formatMibOf, formatPercent, systemName } from './format.ts';
import { type Reading, readingOf } from './telemetry.ts';

interface NodeLineProps {
  readonly node: NodeStats;
  /** True if the machine's figures are current. */
  readonly live: boolean;
}

/** The machine that a hive runs on (section N), in one line. The CPU use is the mean of all its CPUs. */
export function NodeLine({ node, live }: NodeLineProps) {
  const { hostname, os, cpu_count, ram_total_mb, agent } = node;
  return (
    <dl className="rbee-node">
      <Item label="Machine">
        {hostname}, {systemName(os)}
      </Item>
      <Item label="CPU">
        {figure(readingOf(node, 'cpu_pct', live), (pct) => formatPercent(pct / Math.max(1, cpu_count)))} of{' '}
        {cpu_count === 1 ? '1 core' : `${cpu_count} cores`}
      </Item>
      <Item label="RAM">
        {figure(readingOf(node, 'ram_used_mb', live), (mib) => formatMibOf(mib, ram_total_mb))}
      </Item>
      <Item label="Load">{figure(readingOf(node, 'load_1', live), (load) => load.toFixed(2))}</Item>
      <Item label="Hive itself">
        {figure(readingOf(agent, 'cpu_pct', live), formatPercent)},{' '}
        {figure(readingOf(agent, 'rss_mb', live), formatMib)}
      </Item>
    </dl>
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

/** A value, or a dash and the reason why it is unknown ([W2]). */
function figure(reading: Reading, format: (value: number) => string): ReactNode {
  if (reading.known) return format(reading.value);
  return (
    <span className="rbee-why" title={reading.inFull}>
      – ({reading.why})
    </span>
  );
}
