import { ENGINE_STATES } from '@rbee/contract';
import type { EngineFigure, EngineRow } from '../sample/index.ts';
import type { HiveMetric } from './hive-metrics.ts';
import { inUnit, label, seriesLine } from './text-format.ts';
import { workerMetric } from './worker-series.ts';

/** Suffix of the metric, field of the wire, factor to the base unit, help. */
type FigureMetric = readonly [suffix: string, field: EngineFigure, factor: number, help: string];

const GAUGES: readonly FigureMetric[] = [
  ['slots', 'slots', 1, 'Requests that the engine runs at the same time at most.'],
  ['requests_running', 'requests_running', 1, 'Requests that the engine runs.'],
  ['requests_waiting', 'requests_waiting', 1, 'Requests that wait in the queue of the engine.'],
  ['kv_cache_ratio', 'kv_cache_pct', 1 / 100, 'Share of the KV cache of the engine in use, 0 to 1.'],
  ['prompt_tokens_per_second', 'prompt_tokens_per_s', 1, 'Prompt tokens that the engine processes.'],
  ['generation_tokens_per_second', 'generation_tokens_per_s', 1, 'Tokens that the engine generates.'],
  ['prefix_cache_hit_ratio', 'prefix_cache_hit_pct', 1 / 100, 'Prompt tokens found in the cache, 0 to 1.'],
  [
    'draft_accepted_ratio',
    'draft_accepted_pct',
    1 / 100,
    'Tokens of speculative decoding that were accepted, 0 to 1.',
  ],
];

const COUNTERS: readonly FigureMetric[] = [
  ['preemptions_total', 'preemptions', 1, 'Requests that the engine put back for lack of memory.'],
  ['requests_finished_total', 'requests_finished', 1, 'Requests that the engine finished.'],
  ['requests_failed_total', 'requests_failed', 1, 'Requests that failed or were aborted.'],
];

/** Suffix of the metric, quantiles with their fields in milliseconds, help. */
const TIMES: readonly (readonly [string, readonly (readonly [string, EngineFigure])[], string])[] = [
  [
    'time_to_first_token_seconds',
    [
      ['0.5', 'ttft_ms_p50'],
      ['0.95', 'ttft_ms_p95'],
    ],
    'Time from a request to its first token, over the last seconds.',
  ],
  [
    'time_between_tokens_seconds',
    [
      ['0.5', 'itl_ms_p50'],
      ['0.95', 'itl_ms_p95'],
    ],
    'Time between two tokens of a request, over the last seconds.',
  ],
];

/** A metric of each worker whose engine is read, with the name of the engine as the label `engine`. */
const engineMetric = (
  suffix: string,
  type: HiveMetric['type'],
  help: string,
  seriesOf: (name: string, labels: string, engine: EngineRow) => string,
): HiveMetric =>
  workerMetric(
    suffix,
    help,
    (name, labels, { engine }) =>
      engine ? seriesOf(name, `${labels},${label('engine', engine.kind)}`, engine) : '',
    type,
  );

const figureMetric =
  (type: HiveMetric['type']) =>
  ([suffix, field, factor, help]: FigureMetric): HiveMetric =>
    engineMetric(suffix, type, help, (name, labels, engine) => {
      const value = engine.figure(field);
      return value === undefined ? '' : seriesLine(name, labels, inUnit(value, factor));
    });

/** The metrics of engines (section E). They have the same names whatever the engine is. */
export const ENGINE_METRICS: readonly HiveMetric[] = [
  ...GAUGES.map(figureMetric('gauge')),
  ...COUNTERS.map(figureMetric('counter')),
  // A gauge may not have the label `quantile`; a summary need not have a sum and a count.
  ...TIMES.map(([suffix, quantiles, help]) =>
    engineMetric(suffix, 'summary', help, (name, labels, engine) => {
      let lines = '';
      for (const [quantile, field] of quantiles) {
        const value = engine.figure(field);
        if (value === undefined) continue;
        lines += seriesLine(name, `${labels},${label('quantile', quantile)}`, inUnit(value, 1 / 1000));
      }
      return lines;
    }),
  ),
  engineMetric(
    'engine_state',
    'gauge',
    '1 for the state that the engine is in, 0 for each other state.',
    (name, labels, { state }) =>
      ENGINE_STATES.map((it) =>
        seriesLine(name, `${labels},${label('state', it)}`, Number(it === state)),
      ).join(''),
  ),
  engineMetric(
    'engine_info',
    'gauge',
    'Version of the engine as a label, empty if it tells none; the value is always 1.',
    (name, labels, { version = '' }) => seriesLine(name, `${labels},${label('version', version)}`, 1),
  ),
];
