import { type FleetHive, type NodeStats, sumOfWorkers } from '@rbee/queen-rbee-sdk';
import { Fragment, memo, type ReactNode } from 'react';
import { type TextKey, useLocale } from '../locale/index.ts';
import { Figure, OfKnown, Reason } from '../reason/index.ts';

/** Props of `<MachineFacts>`. */
export interface MachineFactsProps {
  readonly hive: FleetHive;
}

/** The machine of a hive: CPU, memory, storage, what the hive itself costs and has lost, and its clock. */
export const MachineFacts = memo(function MachineFacts({ hive }: MachineFactsProps) {
  const { text } = useLocale();
  const { node, clock_skew_ms: skew } = hive.hive;
  if (!node) return null;
  const live = hive.report === 'reporting';
  return (
    <section className="rbee-scope rbee-machine-part">
      <h3 className="rbee-machine-title">{text('machine.title')}</h3>
      <dl className={`rbee-machine rbee-machine--${hive.report}`}>
        <Fact label="machine.cpu">
          <Cpu node={node} live={live} />
        </Fact>
        <Fact label="machine.memory">
          <Memory node={node} live={live} />
        </Fact>
        {hive.workers.length > 0 && (
          <Fact label="machine.storage">
            <Storage hive={hive} />
          </Fact>
        )}
        <Fact label="machine.agent">
          <Agent node={node} live={live} />
        </Fact>
        {skew !== undefined && (
          <Fact label="machine.clock">
            <Clock skewMs={skew} />
          </Fact>
        )}
      </dl>
    </section>
  );
});

function Fact({ label, children }: { readonly label: TextKey; readonly children: ReactNode }) {
  const { text } = useLocale();
  return (
    <div className="rbee-machine-fact">
      <dt className="rbee-machine-name">{text(label)}</dt>
      <dd className="rbee-machine-value">{children}</dd>
    </div>
  );
}

/** Parts with a dot between them. */
const Dotted = ({ parts }: { readonly parts: readonly ReactNode[] }) =>
  parts.filter(Boolean).map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a fact keep their order
    <Fragment key={index}>
      {index > 0 && ' · '}
      {part}
    </Fragment>
  ));

interface NodeProps {
  readonly node: NodeStats;
  readonly live: boolean;
}

function Cpu({ node, live }: NodeProps) {
  const { text, formats } = useLocale();
  const n = node.cpu_count;
  const use = (pct: number) => text('machine.ofAll', { use: formats.percent(pct / Math.max(1, n)), n });
  const load = (value: number) => text('machine.load', { load: formats.number(value) });
  return (
    <Dotted
      parts={[
        <Figure key="use" of={node} field="cpu_pct" label={text('machine.cpu')} live={live} format={use} />,
        <Figure
          key="load"
          of={node}
          field="load_1"
          label={text('machine.load.label')}
          live={live}
          format={load}
        />,
      ]}
    />
  );
}

function Memory({ node, live }: NodeProps) {
  const { text, formats } = useLocale();
  const total = formats.memory(node.ram_total_mb);
  const used = (mib: number) => text('of.total', { used: formats.memory(mib), total });
  const swap = (mib: number) => text('machine.swap', { size: formats.memory(mib) });
  const label = text('machine.memory');
  return (
    <Dotted
      parts={[
        <Figure key="used" of={node} field="ram_used_mb" label={label} live={live} format={used} />,
        <Figure key="swap" of={node} field="swap_used_mb" label={label} live={live} format={swap} />,
      ]}
    />
  );
}

/** What all workers together read and write. */
function Storage({ hive: { workers } }: { readonly hive: FleetHive }) {
  const { text, formats } = useLocale();
  const [read, written] = [sumOfWorkers(workers, 'read'), sumOfWorkers(workers, 'write')];
  const rate = (sum: typeof read): string => (sum.known > 0 ? formats.rate(sum.value) : '–');
  return (
    <Dotted
      parts={[
        text('machine.read', { rate: rate(read) }),
        text('machine.written', { rate: rate(written) }),
        read.known < read.of && <OfKnown key="known" label={text('machine.storage')} sum={read} />,
      ]}
    />
  );
}

/** What the hive itself uses, and the samples that it lost since its start. */
function Agent({ node: { agent, unreadable_processes: unreadable = 0 }, live }: NodeProps) {
  const { text, formats } = useLocale();
  const cpu = (pct: number) => text('machine.ofCore', { use: formats.percent(pct) });
  const label = text('machine.agent');
  return (
    <Dotted
      parts={[
        <Figure key="cpu" of={agent} field="cpu_pct" label={label} live={live} format={cpu} />,
        <Figure key="memory" of={agent} field="rss_mb" label={label} live={live} format={formats.memory} />,
        agent.lost && <Lost key="lost" lost={agent.lost} />,
        unreadable > 0 && text('machine.unreadable', { n: unreadable }),
      ]}
    />
  );
}

function Lost({ lost }: { readonly lost: NonNullable<NodeStats['agent']['lost']> }) {
  const { text } = useLocale();
  const n = lost.skipped + lost.failed + lost.dropped + lost.refused;
  if (n === 0) return text('machine.lost.none');
  const { skipped, failed, dropped, refused } = lost;
  return (
    <Reason why={text('machine.lost.about', { skipped, failed, dropped, refused })}>
      {text('machine.lost', { n })}
    </Reason>
  );
}

/** How far the clock of the machine is off, by the queen's: the time that a heartbeat takes is in it. */
function Clock({ skewMs }: { readonly skewMs: number }) {
  const { text, formats } = useLocale();
  const size = Math.abs(skewMs);
  if (size < 1) return text('machine.clock.same');
  const time = size < 60_000 ? formats.milliseconds(size) : formats.duration(size / 1_000);
  return text(skewMs > 0 ? 'machine.clock.ahead' : 'machine.clock.behind', { time });
}
