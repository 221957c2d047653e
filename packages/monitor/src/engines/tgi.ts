import { type Asking, AT_TIMES, type EngineDescription } from './description.ts';
import { type Answer, type EngineReading, reasonOf } from './engine-reading.ts';
import { type Json, numberIn, textIn } from './json-fields.ts';
import type { Series } from './prometheus-text.ts';
import { histogramOf, partsOf, total } from './series.ts';

const ITL = ['tgi_request_mean_time_per_token_duration'];

const NAMES: ReadonlySet<string> = new Set([
  'tgi_batch_current_size',
  'tgi_queue_size',
  'tgi_request_count',
  'tgi_request_success',
  'tgi_request_failure',
  'tgi_request_generated_tokens_sum',
  'tgi_request_input_length_sum',
  ...ITL.flatMap(partsOf),
]);

/**
 * Hugging Face's Text Generation Inference. `/health` is never asked: it may run a batch. Its metrics appear when they
 * are first counted, so none of them means that no request came yet. Tokens are counted when a request ends.
 */
export const TGI: EngineDescription = {
  kind: 'tgi',
  engines: ['tgi'],
  paths: ['/info', '/metrics'],
  figures: [
    'requests_running',
    'requests_waiting',
    'prompt_tokens_per_s',
    'generation_tokens_per_s',
    'itl_ms_p50',
    'itl_ms_p95',
    'requests_finished',
    'requests_failed',
  ],
  read,
};

async function read(ask: Asking): Promise<Answer<EngineReading>> {
  const series = await ask.metrics('/metrics', NAMES);
  const info = await ask.json('/info', series.ok ? AT_TIMES : {});
  if (!info.ok) return info;
  return {
    ok: true,
    value: {
      state: 'ready',
      version: textIn(info.value, 'version'),
      seesPrompts: false,
      models: modelsOf(info.value),
      ...(series.ok
        ? readSeries(series.value)
        : { figures: {}, progress: [], lacking: reasonOf(series.failure) }),
    },
  };
}

function modelsOf(info: Json): EngineReading['models'] {
  const name = textIn(info, 'model_id');
  if (name === undefined) return [];
  return [{ name, state: 'loaded', context_length: numberIn(info, 'max_total_tokens') }];
}

function readSeries(series: Series) {
  const isUnused = !series.has('tgi_request_count');
  const value = (name: string) => total(series, [`tgi_${name}`]) ?? (isUnused ? 0 : undefined);
  const ended = value('request_success');
  const counters = {
    promptTokens: value('request_input_length_sum'),
    generatedTokens: value('request_generated_tokens_sum'),
  };
  return {
    figures: {
      requests_running: value('batch_current_size'),
      requests_waiting: value('queue_size'),
      requests_finished: ended,
      requests_failed: value('request_failure') ?? (ended === undefined ? undefined : 0),
    },
    counters,
    itl: histogramOf(series, ITL),
    // A token moves none of them, so only an engine whose processes are idle can be told to be stuck.
    progress: [ended, counters.generatedTokens],
  };
}
