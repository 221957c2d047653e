import { type FleetHive, type Gpu, type GpuFigureName, gpuFigure, modelsOf } from '@rbee/queen-rbee-sdk';
import { useAge } from '../clock.ts';
import { followWith } from '../follow-with.ts';
import { systemName } from '../format.ts';
import { type Formats, type TextKey, useLaterLocale } from '../locale/index.ts';
import { Figure } from '../reason/index.ts';
import { Fact, Facts } from './facts.tsx';
import { StateCell } from './grid-cells.tsx';
import type { WorkerLinks } from './links.ts';

/** Props of `<HiveDetails>`. */
export interface HiveDetailsProps extends Pick<WorkerLinks, 'hrefOf' | 'onOpen'> {
  readonly hive: FleetHive;
}

/** Everything that is known of a hive in words: how it reports, its machine, its cards with their figures, and its workers. */
export function HiveDetails({ hive, hrefOf, onOpen }: HiveDetailsProps) {
  const { text } = useLaterLocale();
  return (
    <div className="rbee-scope rbee-details">
      <Machine hive={hive} />
      {hive.gpus.length > 0 && (
        <h3 className="rbee-details-title">{text('count.gpus', { n: hive.gpus.length })}</h3>
      )}
      {hive.gpus.map((gpu) => (
        <Card key={gpu.uuid} gpu={gpu} live={hive.report === 'reporting'} />
      ))}
      <h3 className="rbee-details-title">{text('count.workers', { n: hive.workers.length })}</h3>
      <ul className="rbee-details-list">
        {hive.workers.map((worker) => (
          <li key={worker.id} className="rbee-details-worker">
            <StateCell worker={worker} />
            <a href={hrefOf(worker)} onClick={followWith(onOpen && (() => onOpen(worker)))}>
              {modelsOf(worker.stats).join(', ') || text('grid.noModel')}
            </a>
            <span className="rbee-details-note">
              {worker.stats.group}/{worker.stats.instance}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Machine({ hive: { hive, report } }: { readonly hive: FleetHive }) {
  const { text, formats } = useLaterLocale();
  const seconds = useAge(hive.last_update, undefined);
  const { node } = hive;
  const swap = node && node.swap_used_mb > 0 ? formats.memory(node.swap_used_mb) : '';
  return (
    <Facts>
      <Fact label={text('details.report')}>
        {text(`report.${report}`)}
        {seconds !== null && `, ${text('ago', { time: formats.duration(seconds) })}`}
      </Fact>
      <Fact label={text('details.hostname')}>{node?.hostname}</Fact>
      <Fact label={text('details.system')}>{node && `${systemName(node.os)} ${node.kernel}`}</Fact>
      <Fact label={text('details.cpu')}>
        {node && (
          <Figure
            of={node}
            field="cpu_pct"
            label={text('details.cpu')}
            format={(pct) =>
              text('details.ofCores', {
                use: formats.percent(pct / Math.max(1, node.cpu_count)),
                n: node.cpu_count,
              })
            }
          />
        )}
      </Fact>
      <Fact label={text('grid.memory')}>
        {node && (
          <Figure
            of={node}
            field="ram_used_mb"
            label={text('grid.memory')}
            format={(mib) => formats.memoryOf(mib, node.ram_total_mb)}
          />
        )}
      </Fact>
      <Fact label={text('details.swap')}>{swap}</Fact>
      <Fact label={text('details.version')}>{node?.agent.version}</Fact>
    </Facts>
  );
}

interface CardFigure {
  readonly field: GpuFigureName;
  readonly label: TextKey;
  readonly format: (value: number, formats: Formats, gpu: Gpu) => string;
}

/** Figures of a card, in the order in which they are shown. */
const CARD_FIGURES: readonly CardFigure[] = [
  { field: 'util_pct', label: 'strip.gpu', format: (pct, { percent }) => percent(pct) },
  {
    ...{ field: 'vram_used_mb', label: 'strip.vram' },
    format: (mib, { memory, memoryOf }, gpu) => {
      const total = gpuFigure(gpu, 'vram_total_mb');
      return total ? memoryOf(mib, total) : memory(mib);
    },
  },
  { field: 'temp_c', label: 'details.temperature', format: (degrees, { celsius }) => celsius(degrees) },
  { field: 'power_w', label: 'strip.power', format: (watts, { power }) => power(watts) },
];

function Card({ gpu, live }: { readonly gpu: Gpu; readonly live: boolean }) {
  const { text, formats } = useLaterLocale();
  return (
    <section className="rbee-details-card">
      <h4 className="rbee-details-title">{`${gpu.index} ${gpu.name}`}</h4>
      <span className="rbee-details-note">{[gpu.uuid, gpu.pci].filter(Boolean).join(' · ')}</span>
      <Facts>
        {CARD_FIGURES.map(({ field, label, format }) => (
          <Fact key={field} label={text(label)}>
            <Figure
              of={gpu}
              field={field}
              label={text(label)}
              live={live}
              format={(value) => format(value, formats, gpu)}
            />
          </Fact>
        ))}
      </Facts>
    </section>
  );
}
