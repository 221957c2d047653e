import { GpuCards, SeriesChart, Sparkline, useLocale, useSeries } from '@rbee/queen-rbee-react';
import type { FleetHive } from '@rbee/queen-rbee-sdk';
import { useCallback, useId, useMemo } from 'react';

/** Workers that have a sparkline. */
const FEW = 6;

/** One machine: its cards, their use over the last quarter of an hour, and what its first workers did in it. */
export function Machine({ hive }: { readonly hive: FleetHive }) {
  const id = useId();
  const { formats } = useLocale();
  const { hive_id, node } = hive.hive;
  const series = useSeries({ hive: hive_id, each: 'gpu' }, ['util_pct'], '15m');
  const names = useMemo(
    () => new Map(node?.gpus.map(({ uuid, index, name }) => [uuid, `${index} ${name}`])),
    [node],
  );
  const nameOf = useCallback(
    (line: { readonly gpu_uuid?: string | undefined }) => ({
      label: names.get(line.gpu_uuid ?? '') ?? 'a card that was removed',
    }),
    [names],
  );
  return (
    <section className="lab-machine" aria-labelledby={id}>
      <h2 id={id}>{hive_id}</h2>
      <GpuCards hive={hive} />
      <SeriesChart title="GPU use, %" series={series} styleOf={nameOf} format={formats.percent} max={100} />
      <ul className="lab-sparks">
        {hive.workers.slice(0, FEW).map(({ id: workerId, stats: { group, instance, model } }) => (
          <li key={workerId}>
            <span>{model ?? `${group}/${instance}`}</span>
            <Sparkline
              hive={hive_id}
              group={group}
              instance={instance}
              fields={['gpu_util_pct', 'cpu_pct']}
              label={`GPU use of ${group}/${instance}`}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
