import type { EngineModel } from '../engine-reader.ts';
import { type Asking, type EngineDescription, SELDOM } from './description.ts';
import type { Answer, EngineReading } from './engine-reading.ts';
import { field, type Json, listIn, numberIn, textIn } from './json-fields.ts';

/**
 * NVIDIA Triton (`docs/protocol/extension_statistics.md`, `extension_model_repository.md`). The statistics list each
 * version of each loaded model with the requests that succeeded and failed; nothing at this port tells what runs. Its
 * Prometheus metrics are at another port. It logs no requests.
 */
export const TRITON: EngineDescription = {
  kind: 'triton',
  engines: ['triton'],
  paths: ['/v2', '/v2/models/stats'],
  figures: ['requests_finished', 'requests_failed'],
  read,
};

async function read(ask: Asking): Promise<Answer<EngineReading>> {
  const stats = await ask.json('/v2/models/stats');
  if (!stats.ok) return stats;
  if (!Array.isArray(field(stats.value, 'model_stats'))) return { ok: false, failure: 'unexpected' };
  const server = await ask.json('/v2', SELDOM);
  const models = listIn(stats.value, 'model_stats', 1024);
  const finished = requestsOf(models, 'success');
  return {
    ok: true,
    value: {
      state: 'ready',
      version: server.ok ? textIn(server.value, 'version') : undefined,
      figures: { requests_finished: finished, requests_failed: requestsOf(models, 'fail') },
      progress: [finished],
      seesPrompts: false,
      models: loadedModels(models),
    },
  };
}

/** The requests of all models that ended in this way; undefined if one of them does not tell it. */
function requestsOf(models: readonly Json[], how: 'success' | 'fail'): number | undefined {
  let sum = 0;
  for (const it of models) {
    const count = numberIn(field(field(it, 'inference_stats'), how), 'count');
    if (count === undefined) return undefined;
    sum += count;
  }
  return sum;
}

/** A model is listed once for each of its versions. */
const loadedModels = (models: readonly Json[]): readonly EngineModel[] =>
  [...new Set(models.flatMap((it) => textIn(it, 'name') ?? []))].map((name) => ({ name, state: 'loaded' }));
