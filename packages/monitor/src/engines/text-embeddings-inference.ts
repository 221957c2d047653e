import { type Asking, AT_TIMES, type EngineDescription } from './description.ts';
import { type Answer, type EngineReading, reasonOf } from './engine-reading.ts';
import { numberIn, textIn } from './json-fields.ts';
import type { Series } from './prometheus-text.ts';
import { total } from './series.ts';

const NAMES: ReadonlySet<string> = new Set([
  'te_queue_size',
  'te_request_count',
  'te_request_success',
  'te_request_failure',
]);

/**
 * Hugging Face's Text Embeddings Inference. `/health` is never asked: it may run the model. Its metrics appear when they
 * are first counted.
 */
export const TEXT_EMBEDDINGS: EngineDescription = {
  kind: 'text-embeddings-inference',
  engines: ['text-embeddings-inference'],
  paths: ['/info', '/metrics'],
  figures: ['requests_waiting', 'requests_finished', 'requests_failed'],
  read,
};

async function read(ask: Asking): Promise<Answer<EngineReading>> {
  const series = await ask.metrics('/metrics', NAMES);
  const info = await ask.json('/info', series.ok ? AT_TIMES : {});
  if (!info.ok) return info;
  const name = textIn(info.value, 'model_id');
  if (name === undefined) return { ok: false, failure: 'unexpected' };
  return {
    ok: true,
    value: {
      state: 'ready',
      version: textIn(info.value, 'version'),
      figures: series.ok ? figuresOf(series.value) : {},
      ...(series.ok ? {} : { lacking: reasonOf(series.failure) }),
      progress: [],
      seesPrompts: false,
      models: [{ name, state: 'loaded', context_length: numberIn(info.value, 'max_input_length') }],
    },
  };
}

function figuresOf(series: Series): EngineReading['figures'] {
  const isUnused = !series.has('te_request_count');
  const value = (name: string) => total(series, [`te_${name}`]) ?? (isUnused ? 0 : undefined);
  const finished = value('request_success');
  return {
    requests_waiting: value('queue_size'),
    requests_finished: finished,
    requests_failed: value('request_failure') ?? (finished === undefined ? undefined : 0),
  };
}
