import type { NodeStats } from '@rbee/queen-rbee-sdk';
import { memo, type ReactNode, useId, useState } from 'react';
import { useAge } from './clock.ts';
import { formatDuration, formatMib, formatMibOf, formatPercent, reasonInFull, systemName } from './format.ts';
import { GpuTable } from './gpu-table.tsx';
import { HiveHistory, useShownHistory } from './history/index.ts';
import { type HiveData, isBusy, type Reading, readingOf, standingOf } from './telemetry.ts';
import { Toggle } from './toggle.tsx';
import { WorkerTable } from './worker-table.tsx';

/** Props of `<HiveCard>`. */
export interface HiveCardProps {
  readonly hive: HiveData;
  /** True (the default) if the page is connected to the queen; else no worker is shown as idle or busy. */
  readonly connected?: boolean | undefined;
  /**
   * How far this machine's clock is ahead of the queen's, milliseconds. Default: in a `<HeartbeatMonitor>` with a
   * `timestamp` what that shows, else 0.
   */
  readonly clockOffsetMs?: number | undefined;
}

/** One hive: its status, its machine and its workers. It can be collapsed and is open at first. */
export const HiveCard = memo(function HiveCard(props: HiveCardProps) {
  const { hive, connected = true, clockOffsetMs } = props;
  const [open, setOpen] = useState(true);
  const id = useId();
  const standing = standingOf(hive.health, connected);
  const history = useShownHistory();
  const live = standing === 'live';
  return (
    <section
      className={`rbee-scope rbee-hive rbee-hive--${standing}`}
      data-health={hive.health}
      aria-labelledby={`${id}name`}
    >
      <header className="rbee-hive-head">
        <h2 className="rbee-hive-title">
          <Toggle isOpen={open} controls={`${id}body`} onChange={setOpen}>
            <span id={`${id}name`}>{hive.hive_id}</span>
          </Toggle>
        </h2>
        <HealthBadges hive={hive} age={<Age time={hive.last_update} clockOffsetMs={clockOffsetMs} />} />
        <span className="rbee-tally">{tally(hive, live)}</span>
      </header>
      <div id={`${id}body`} className="rbee-hive-body" hidden={!open}>
        {hive.node && <NodeLine node={hive.node} live={live} />}
        {hive.node && hive.node.gpus.length > 0 && (
          <GpuTable
            caption={`GPUs of ${hive.hive_id}`}
            gpus={hive.node.gpus}
            workers={hive.workers}
            standing={standing}
          />
        )}
        {hive.workers.length === 0 ? (
          <NoWorkers hive={hive} />
        ) : (
          <WorkerTable
            caption={`Workers of ${hive.hive_id}`}
            workers={hive.workers}
            standing={standing}
            beat={hive.last_update}
            cpuCount={hive.node?.cpu_count}
            ramTotalMb={hive.node?.ram_total_mb}
            sparkOf={history ? hive.hive_id : undefined}
          />
        )}
        {history && <HiveHistory hive={hive} open={history.areChartsOpen} />}
      </div>
    </section>
  );
});

function tally({ workers }: HiveData, live: boolean): string {
  const count = workers.length === 1 ? '1 worker' : `${workers.length} workers`;
  const busy = live ? workers.filter(isBusy).length : 0;
  return busy > 0 ? `${count}, ${busy} busy` : count;
}

/** Badges for a hive's health ([R1], [R4]), its own status ([H2]) and other hives with its id ([H8]); none if all is well. */
function HealthBadges({ hive, age }: { readonly hive: HiveData; readonly age: ReactNode }) {
  const { health, operational_status: status, health_status: report, conflicting_hives: rivals = 0 } = hive;
  return (
    <>
      {health === 'degraded' && <span className="rbee-badge rbee-badge--late">late, last heard {age}</span>}
      {health === 'down' && <span className="rbee-badge rbee-badge--down">stopped reporting {age}</span>}
      {status && status !== 'ready' && status !== 'busy' && <span className="rbee-badge">{status}</span>}
      {rivals > 0 && (
        <span className="rbee-badge rbee-badge--late">
          {rivals === 1
            ? 'another hive claims this id and is'
            : `${rivals} other hives claim this id and are`}{' '}
          refused; give each its own --hive-id
        </span>
      )}
      {report && report.status !== 'healthy' && (
        <span className="rbee-badge rbee-badge--late" title={report.reason}>
          says it is {report.status}: {report.reason}
        </span>
      )}
    </>
  );
}

interface AgeProps {
  readonly time: string;
  readonly clockOffsetMs: number | undefined;
}

/** How long ago a time of the queen's clock was (RFC 3339); on a server the time itself. Nothing if it is invalid. */
function Age({ time, clockOffsetMs }: AgeProps) {
  const seconds = useAge(time, clockOffsetMs);
  if (Number.isNaN(Date.parse(time))) return null;
  return (
    <time dateTime={time} title={time}>
      {seconds === null ? time : `${formatDuration(seconds)} ago`}
    </time>
  );
}

/** The machine that a hive runs on (section N), in one line. The CPU use is the mean of all its CPUs. */
function NodeLine({ node, live }: { readonly node: NodeStats; readonly live: boolean }) {
  const { hostname, os, cpu_count, ram_total_mb, agent, unknown } = node;
  const gpuGap = unknown?.['gpus'];
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
      {gpuGap && (
        <Item label={node.gpus.length > 0 ? 'More GPUs' : 'GPUs'}>
          <span className="rbee-why">– {reasonInFull(gpuGap, live)}</span>
        </Item>
      )}
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

/** Says why a hive lists no worker: none runs there, or the system does not expose them. */
function NoWorkers({ hive }: { readonly hive: HiveData }) {
  const { node } = hive;
  if (node?.unknown?.['workers'] === 'not_exposed') {
    return (
      <p className="rbee-note">
        Workers cannot be seen on {systemName(node.os)}. The figures of the machine above are real.
      </p>
    );
  }
  if (hive.health === 'down') return <p className="rbee-note">No worker ran here when it was last heard.</p>;
  return (
    <p className="rbee-note">
      No inference server runs here. Start one, such as <code>llama-server</code> or <code>vllm serve</code>,
      and it shows within a few seconds.
    </p>
  );
}
