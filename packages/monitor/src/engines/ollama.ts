import type { EngineModel } from '../engine-reader.ts';
import { type Ask, type Asking, type EngineDescription, SELDOM } from './description.ts';
import { type Answer, type EngineReading, reasonOf } from './engine-reading.ts';
import { field, type Json, listIn, numberIn, textIn } from './json-fields.ts';
import { inMib } from './units.ts';

/**
 * Ollama. It has no metrics; its runners for GGUF models are llama.cpp's servers, whose `/slots` tells what runs. They
 * have no idle sleep, so this keeps nothing awake: Ollama unloads a model by the requests that it forwards itself.
 * Ollama logs each request to its own port.
 */
export const OLLAMA: EngineDescription = {
  kind: 'ollama',
  engines: ['ollama'],
  paths: ['/api/ps', '/api/version'],
  runnerPaths: ['/slots'],
  figures: ['slots', 'requests_running', 'generation_tokens_per_s'],
  logsRequests: true,
  read,
};

async function read(ask: Asking): Promise<Answer<EngineReading>> {
  const loaded = await ask.json('/api/ps');
  if (!loaded.ok) return loaded;
  if (!Array.isArray(field(loaded.value, 'models'))) return { ok: false, failure: 'unexpected' };
  const version = await ask.json('/api/version', SELDOM);
  const models = listIn(loaded.value, 'models').flatMap(modelOf);
  return {
    ok: true,
    value: {
      state: 'ready',
      version: version.ok ? textIn(version.value, 'version') : undefined,
      seesPrompts: false,
      models,
      ...(await readRunners(ask.runners, models.length)),
    },
  };
}

/** A model without a runner of this kind, such as one of MLX, does not tell what runs. */
async function readRunners(runners: readonly Ask[], models: number) {
  const slots: Json[][] = [];
  for (const it of runners) {
    const answer = await it.json('/slots');
    if (!answer.ok) return { figures: {}, progress: [], lacking: reasonOf(answer.failure) };
    if (Array.isArray(answer.value)) slots.push(answer.value.slice(0, 256));
  }
  if (slots.length < models) return { figures: {}, progress: [] };
  const running = slots.flat().filter((it) => field(it, 'is_processing') === true);
  const tokensOf = new Map(
    slots.flatMap((its, at) =>
      its
        .filter((it) => field(it, 'is_processing') === true)
        .map((it) => [taskOf(it, at), tokensIn(it)] as const),
    ),
  );
  return {
    figures: { requests_running: running.length, ...(slots.length === 1 ? { slots: slots[0]?.length } : {}) },
    work: { tokensOf },
    progress: [...tokensOf.values()],
  };
}

const taskOf = (slot: Json, runner: number): string =>
  `${runner} ${numberIn(slot, 'id') ?? ''} ${numberIn(slot, 'id_task') ?? ''}`;

/** `next_token` is a list in later versions and an object in earlier ones. */
function tokensIn(slot: Json): number {
  const next = field(slot, 'next_token');
  return numberIn(Array.isArray(next) ? next[0] : next, 'n_decoded') ?? 0;
}

function modelOf(json: Json): readonly EngineModel[] {
  const name = textIn(json, 'name') ?? textIn(json, 'model');
  if (name === undefined) return [];
  return [
    {
      name,
      state: 'loaded',
      size_mb: inMib(numberIn(json, 'size')),
      quantisation: textIn(field(json, 'details'), 'quantization_level'),
      context_length: numberIn(json, 'context_length'),
      expires_at: textIn(json, 'expires_at'),
    },
  ];
}
