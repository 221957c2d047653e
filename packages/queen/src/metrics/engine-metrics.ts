import { ENGINE_STATES } from '@rbee/contract';
import { fieldMetrics, inUnit } from '@rbee/history';
import type { EngineFigure, EngineRow } from '../sample/index.ts';
import type { HiveMetric } from './hive-metrics.ts';
import { label, seriesLine } from './text-format.ts';
import { workerMetric } from './worker-series.ts';

/** A metric of each worker whose engine is read, with the name of the engine as the label `engine`. */
const engineMetric = (
  name: string,
  type: HiveMetric['type'],
  help: string,
  seriesOf: (name: string, labels: string, engine: EngineRow) => string,
): HiveMetric =>
  workerMetric(
    name,
    help,
    (_, labels, { engine }) =>
      engine ? seriesOf(name, `${labels},${label('engine', engine.kind)}`, engine) : '',
    type,
  );

/** Fields of one metric: several if it has a series for each quantile. */
const metricOf = (fields: readonly EngineField[]): HiveMetric => {
  const [, { name: metric, kind, help, quantile: hasQuantiles }] = fields[0] as EngineField;
  // A gauge may not have the label `quantile`; a summary need not have a sum and a count.
  const type = hasQuantiles ? 'summary' : kind === 'counter' ? 'counter' : 'gauge';
  return engineMetric(metric, type, help, (name, labels, engine) => {
    let lines = '';
    for (const [field, { factor, quantile }] of fields) {
      const value = engine.figure(field as EngineFigure);
      if (value === undefined) continue;
      const all = quantile === undefined ? labels : `${labels},${label('quantile', quantile)}`;
      lines += seriesLine(name, all, inUnit(value, factor));
    }
    return lines;
  });
};

type EngineField = ReturnType<typeof fieldMetrics<'worker'>>[number];

const ENGINE_FIELDS = fieldMetrics('worker').filter(([, { ofEngine }]) => ofEngine);

/** The metrics of engines (section E). They have the same names whatever the engine is. */
export const ENGINE_METRICS: readonly HiveMetric[] = [
  ...[...Map.groupBy(ENGINE_FIELDS, ([, { name }]) => name).values()].map(metricOf),
  engineMetric(
    'rbee_worker_engine_state',
    'gauge',
    '1 for the state that the engine is in, 0 for each other state.',
    (name, labels, { state }) =>
      ENGINE_STATES.map((it) =>
        seriesLine(name, `${labels},${label('state', it)}`, Number(it === state)),
      ).join(''),
  ),
  engineMetric(
    'rbee_worker_engine_info',
    'gauge',
    'Version of the engine as a label, empty if it tells none; the value is always 1.',
    (name, labels, { version = '' }) => seriesLine(name, `${labels},${label('version', version)}`, 1),
  ),
];
