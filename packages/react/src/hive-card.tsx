import { memo, useId, useState } from 'react';
import { useNow } from './clock.ts';
import { formatDuration, systemName } from './format.ts';
import { NodeLine } from './node-line.tsx';
import { type HiveData, isBusy, standingOf } from './telemetry.ts';
import { WorkerTable } from './worker-table.tsx';

/** Props of `<HiveCard>`. */
export interface HiveCardProps {
  readonly hive: HiveData;
  /** Whether the page is connected to the queen; if not, no worker is shown as idle or busy. Default true. */
  readonly connected?: boolean | undefined;
  /** How far this machine's clock is ahead of the queen's, milliseconds; default 0. */
  readonly clockOffsetMs?: number | undefined;
}

/** One hive: its status, its machine and its workers. Can be collapsed; open at first. */
export const HiveCard = memo(function HiveCard(props: HiveCardProps) {
  const { hive, connected = true, clockOffsetMs = 0 } = props;
  const [open, setOpen] = useState(true);
  const id = useId();
  const standing = standingOf(hive.health, connected);
  const live = standing === 'live';
  return (
    <section
      className={`rbee-scope rbee-hive rbee-hive--${standing}`}
      data-health={hive.health}
      aria-labelledby={`${id}name`}
    >
      <header className="rbee-hive-head">
        <h2 className="rbee-hive-title">
          <button
            type="button"
            className="rbee-hive-toggle"
            aria-expanded={open}
            aria-controls={`${id}body`}
            onClick={() => setOpen(!open)}
          >
            <svg className="rbee-chevron" viewBox="0 0 16 16" aria-hidden="true">
              <path d="m6 4 4 4-4 4" />
            </svg>
            <span id={`${id}name`}>{hive.hive_id}</span>
          </button>
        </h2>
        <HiveHealthLabel hive={hive} clockOffsetMs={clockOffsetMs} />
        <span className="rbee-tally">{tally(hive, live)}</span>
      </header>
      <div id={`${id}body`} className="rbee-hive-body" hidden={!open}>
        {hive.node && <NodeLine node={hive.node} live={live} />}
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
          />
        )}
      </div>
    </section>
  );
});

function tally({ workers }: HiveData, live: boolean): string {
  const count = workers.length === 1 ? '1 worker' : `${workers.length} workers`;
  const busy = live ? workers.filter(isBusy).length : 0;
  return busy > 0 ? `${count}, ${busy} busy` : count;
}

interface HiveHealthLabelProps {
  readonly hive: HiveData;
  readonly clockOffsetMs: number;
}

/** Badges for a hive's health ([R1], [R4]), its own status ([H2]) and other hives with its id ([H8]); none if all is well. */
export function HiveHealthLabel({ hive, clockOffsetMs }: HiveHealthLabelProps) {
  const { health, operational_status: operation, health_status: own, conflicting_hives: rivals = 0 } = hive;
  const silence = <Silence since={hive.last_update} clockOffsetMs={clockOffsetMs} />;
  return (
    <>
      {health === 'degraded' && (
        <span className="rbee-badge rbee-badge--late">late, last heard {silence}</span>
      )}
      {health === 'down' && <span className="rbee-badge rbee-badge--down">stopped reporting {silence}</span>}
      {operation && operation !== 'ready' && operation !== 'busy' && (
        <span className="rbee-badge">{operation}</span>
      )}
      {rivals > 0 && (
        <span className="rbee-badge rbee-badge--late">
          {rivals === 1
            ? 'another hive claims this id and is'
            : `${rivals} other hives claim this id and are`}{' '}
          refused; give each its own --hive-id
        </span>
      )}
      {own && own.status !== 'healthy' && (
        <span className="rbee-badge rbee-badge--late" title={own.reason}>
          says it is {own.status}: {own.reason}
        </span>
      )}
    </>
  );
}

interface SilenceProps {
  /** When something was last heard, by the queen's clock (RFC 3339). */
  readonly since: string;
  /** How far this machine's clock is ahead of the queen's, milliseconds. */
  readonly clockOffsetMs: number;
}

/**
 * How long ago a time was, updated every second: `2m 5s ago`. On a server the time itself; nothing if the time
 * is invalid.
 */
export function Silence({ since, clockOffsetMs }: SilenceProps) {
  const now = useNow();
  const then = Date.parse(since);
  if (Number.isNaN(then)) return null;
  return (
    <time dateTime={since} title={since}>
      {now === null ? since : `${formatDuration((now - clockOffsetMs - then) / 1_000)} ago`}
    </time>
  );
}

/** Why a hive lists no worker: none runs there, or the system does not expose them. */
export function NoWorkers({ hive }: { readonly hive: HiveData }) {
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
