import { memo, useId, useState } from 'react';
import { type HiveData, isBusy, standingOf } from '../telemetry/index.ts';
import { WorkerTable } from '../worker/index.ts';
import { HiveStanding } from './hive-standing.tsx';
import { NoWorkers } from './no-workers.tsx';
import { NodeLine } from './node-line.tsx';

/** Props of `<HiveCard>`. */
export interface HiveCardProps {
  readonly hive: HiveData;
  /** Whether the page still hears the queen; when not, nothing on the card is called idle or busy. Default true. */
  readonly connected?: boolean | undefined;
  /** How far this machine's clock is ahead of the queen's, milliseconds; default 0. */
  readonly clockOffsetMs?: number | undefined;
}

/** One hive: how it stands, its machine, and its workers. Opens and closes; open at first. */
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
        <HiveStanding hive={hive} clockOffsetMs={clockOffsetMs} />
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
