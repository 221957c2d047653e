import type { EngineModel } from '../engine-reader.ts';
import { type Asking, AT_TIMES, type EngineDescription } from './description.ts';
import type { Answer, EngineReading } from './engine-reading.ts';
import { field, listIn, textIn } from './json-fields.ts';
import { listedModels } from './listed-models.ts';

const STATES: Readonly<Record<string, EngineModel['state']>> = {
  ready: 'loaded',
  starting: 'loading',
};

/**
 * llama-swap. `/running` tells which of its models have a server; those servers are workers of their own and tell what
 * runs. Only forwarded requests count for its time to live, so this keeps nothing loaded. It logs each request.
 */
export const LLAMA_SWAP: EngineDescription = {
  kind: 'llama-swap',
  engines: ['llama-swap'],
  paths: ['/running', '/v1/models'],
  figures: [],
  logsRequests: true,
  read,
};

async function read(ask: Asking): Promise<Answer<EngineReading>> {
  const running = await ask.json('/running');
  if (!running.ok) return running;
  if (!Array.isArray(field(running.value, 'running'))) return { ok: false, failure: 'unexpected' };
  const states = new Map(
    listIn(running.value, 'running').map((it) => [
      textIn(it, 'model') ?? '',
      STATES[textIn(it, 'state') ?? ''] ?? 'unloaded',
    ]),
  );
  const list = await ask.json('/v1/models', AT_TIMES);
  const listed = list.ok ? listedModels(list.value, 'unloaded') : [];
  const others = [...states.keys()].filter((it) => it !== '' && !listed.some(({ name }) => name === it));
  const models = [...listed, ...others.map((name): EngineModel => ({ name }))].map((it) => ({
    ...it,
    state: states.get(it.name) ?? 'unloaded',
  }));
  return { ok: true, value: { state: 'ready', figures: {}, progress: [], seesPrompts: false, models } };
}
