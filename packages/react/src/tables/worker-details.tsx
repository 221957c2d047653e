import { type FleetWorker, type Gpu, modelsOf } from '@rbee/queen-rbee-sdk';
import { useLaterLocale } from '../locale/index.ts';
import { ReasonsInWords } from '../reason/index.ts';
import { Fact, Facts } from './facts.tsx';
import { StateCell } from './grid-cells.tsx';
import { GRID_COLUMNS } from './grid-columns.tsx';
import { judgedInWords } from './judged.ts';

/** Columns whose texts stand in full in facts of their own. */
const IN_FULL: ReadonlySet<string> = new Set(['state', 'model', 'worker', 'engine', 'card']);

/** Everything that is known of a worker, each figure with its name, no text cut off; what is not known with its reason. */
export function WorkerDetails({ worker }: { readonly worker: FleetWorker }) {
  const locale = useLaterLocale();
  const { text, formats } = locale;
  const { hive, stats } = worker;
  const { engine, container, started_at } = stats;
  return (
    <div className="rbee-scope rbee-details">
      <p className="rbee-details-judged">
        <StateCell worker={worker} /> {judgedInWords(worker, locale)}
      </p>
      <Facts>
        <Fact label={text('grid.model')}>{modelsOf(stats).join(', ') || text('grid.noModel')}</Fact>
        <Fact label={text('grid.worker')}>{worker.id}</Fact>
        <Fact label={text('grid.engine')}>{engine && [engine.kind, engine.version].join(' ').trim()}</Fact>
        <Fact label={text('worker.endpoint')}>{engine?.endpoint}</Fact>
        <Fact label={text('grid.card')}>
          {cardsInFull(hive.node?.gpus ?? [], new Set(stats.gpus?.map(({ uuid }) => uuid)))}
        </Fact>
        <Fact label={text('worker.container')}>
          {container && [container.name, container.id].filter(Boolean).join(' ')}
        </Fact>
        <Fact label={text('worker.processes')}>{`${stats.pids ?? 1} (${stats.pid})`}</Fact>
        <Fact label={text('worker.started')}>{started_at && formats.moment(Date.parse(started_at))}</Fact>
      </Facts>
      <ReasonsInWords>
        <Facts>
          {GRID_COLUMNS.filter(({ name }) => !IN_FULL.has(name)).map(({ name, label, cell }) => (
            <Fact key={name} label={text(label)}>
              {cell(worker, locale)}
            </Fact>
          ))}
        </Facts>
      </ReasonsInWords>
    </div>
  );
}

const cardsInFull = (gpus: readonly Gpu[], used: ReadonlySet<string>): string =>
  gpus
    .filter(({ uuid }) => used.has(uuid))
    .map(({ index, name, uuid }) => `${index} ${name} (${uuid})`)
    .join(', ');
