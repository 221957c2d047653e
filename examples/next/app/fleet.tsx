'use client';

import {
  Comb,
  ConnectionStatus,
  FleetTiles,
  GpuBars,
  HeartbeatProvider,
  LocaleProvider,
  QueenClock,
  SeriesChart,
  Sparkline,
  SummaryStrip,
  useFleetPicture,
  useLocale,
  useSeries,
  WorkerGrid,
} from '@rbee/queen-rbee-react';
import type { FleetHive } from '@rbee/queen-rbee-sdk';

/** The parts with the queen at an address. The server renders them without data; the browser then connects to the queen. */
export function Fleet({ queenUrl }: { readonly queenUrl: string }) {
  return (
    <HeartbeatProvider baseUrl={queenUrl}>
      <LocaleProvider>
        <QueenClock>
          <Parts />
        </QueenClock>
      </LocaleProvider>
    </HeartbeatProvider>
  );
}

const hrefOfHive = (hiveId: string): string => `#${encodeURIComponent(hiveId)}`;

function Parts() {
  const { hives, workers, totals } = useFleetPicture();
  const [first] = hives;
  return (
    <div className="fleet">
      <ConnectionStatus />
      <SummaryStrip totals={totals} />
      <FleetTiles hives={hives} hrefOf={hrefOfHive} />
      <Comb hives={hives} />
      {first && <Machine hive={first} />}
      <WorkerGrid workers={workers} hrefOf={({ hive }) => hrefOfHive(hive.hive_id)} />
    </div>
  );
}

const nameOf = (line: { readonly gpu_uuid?: string | undefined }) => ({ label: line.gpu_uuid ?? '' });

function Machine({ hive }: { readonly hive: FleetHive }) {
  const { formats } = useLocale();
  const { hive_id } = hive.hive;
  const series = useSeries({ hive: hive_id, each: 'gpu' }, ['util_pct'], '15m');
  const [worker] = hive.workers;
  return (
    <section className="machine">
      <h2>{hive_id}</h2>
      <GpuBars hive={hive} />
      <SeriesChart title="GPU use, %" series={series} styleOf={nameOf} format={formats.percent} max={100} />
      {worker && (
        <Sparkline
          hive={hive_id}
          group={worker.stats.group}
          instance={worker.stats.instance}
          fields={['gpu_util_pct', 'cpu_pct']}
          label={`GPU use of ${worker.id}`}
        />
      )}
    </section>
  );
}
