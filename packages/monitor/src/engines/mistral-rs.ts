import type { EngineModel } from '../engine-reader.ts';
import { type Asking, AT_TIMES, type EngineDescription } from './description.ts';
import type { Answer, EngineReading } from './engine-reading.ts';
import { type Json, listIn, textIn } from './json-fields.ts';
import type { Series } from './prometheus-text.ts';
import { histogramOf, partsOf, total, type Where } from './series.ts';

const IN_FLIGHT = ['http_requests_in_flight'];
const ENDED = ['http_requests_total'];
const TTFT = ['mistralrs_time_to_first_token_seconds'];
const ITL = ['mistralrs_inter_token_latency_seconds'];

const NAMES: ReadonlySet<string> = new Set([...IN_FLIGHT, ...ENDED, ...[...TTFT, ...ITL].flatMap(partsOf)]);

/** Routes of requests to a model. */
const ROUTES: ReadonlySet<string> = new Set([
  '/v1/chat/completions',
  '/v1/completions',
  '/v1/responses',
  '/v1/messages',
  '/v1/embeddings',
  '/v1/images/generations',
  '/v1/audio/speech',
]);

const isWork: Where = (labels) => ROUTES.has(labels.get('path') ?? '');
const endedWith =
  (digit: string): Where =>
  (labels) =>
    isWork(labels) && labels.get('status')?.startsWith(digit) === true;

/**
 * mistral.rs (`mistralrs-server-core/src/metrics.rs`, `handlers.rs`). Its metrics are those of its HTTP server: a request
 * counts as running from its arrival, also while it waits for its turn. They appear when they are first counted. Without
 * them (`/metrics` is 404 or 503 then) `/health` tells that it serves, which is only after its model was loaded. Both are
 * left out of its log; `/v1/models` writes two lines.
 */
export const MISTRAL_RS: EngineDescription = {
  kind: 'mistral.rs',
  engines: ['mistral.rs'],
  paths: ['/metrics', '/health', '/v1/models'],
  figures: [
    'requests_running',
    'ttft_ms_p50',
    'ttft_ms_p95',
    'itl_ms_p50',
    'itl_ms_p95',
    'requests_finished',
    'requests_failed',
  ],
  read,
};

async function read(ask: Asking): Promise<Answer<EngineReading>> {
  const series = await ask.metrics('/metrics', NAMES);
  if (!series.ok && series.failure !== 'absent' && series.failure !== 'loading') return series;
  // Its body is a text, of which nothing is kept.
  const health = series.ok ? null : await ask.metrics('/health', new Set());
  if (health && !health.ok) return health;
  const models = await ask.json('/v1/models', AT_TIMES);
  return {
    ok: true,
    value: {
      state: 'ready',
      ...(series.ok ? readSeries(series.value) : { figures: {}, progress: [] }),
      seesPrompts: false,
      models: models.ok ? listIn(models.value, 'data').flatMap(modelOf) : [],
    },
  };
}

function readSeries(series: Series) {
  const isUnused = !series.has('http_requests_total');
  const ended = (digit: string) => total(series, ENDED, endedWith(digit)) ?? 0;
  const finished = ended('2');
  return {
    figures: {
      requests_running: total(series, IN_FLIGHT, isWork) ?? (isUnused ? 0 : undefined),
      requests_finished: finished,
      requests_failed: ended('5'),
    },
    ttft: histogramOf(series, TTFT),
    itl: histogramOf(series, ITL),
    progress: [
      finished,
      total(
        series,
        ITL.map((it) => `${it}_count`),
      ),
    ],
  };
}

const STATES: Readonly<Record<string, EngineModel['state']>> = {
  loaded: 'loaded',
  reloading: 'loading',
  unloaded: 'unloaded',
};

/** `default` is another name of one of the others. */
function modelOf(model: Json): readonly EngineModel[] {
  const name = textIn(model, 'id');
  if (name === undefined || name === 'default') return [];
  return [{ name, state: STATES[textIn(model, 'status') ?? ''] }];
}
