import type { Asking, EngineDescription } from './description.ts';
import type { Answer, EngineReading } from './engine-reading.ts';
import { field, numberIn, textIn } from './json-fields.ts';

/** TabbyAPI. It asks for a key unless it is told not to, and tells which model is loaded, not what runs. */
export const TABBYAPI: EngineDescription = {
  kind: 'tabbyapi',
  engines: ['tabbyapi'],
  paths: ['/v1/model'],
  figures: [],
  logsRequests: true,
  read,
};

async function read(ask: Asking): Promise<Answer<EngineReading>> {
  const model = await ask.json('/v1/model');
  if (!model.ok) return model;
  const name = textIn(model.value, 'id');
  if (name === undefined) return { ok: false, failure: 'unexpected' };
  const context = numberIn(field(model.value, 'parameters'), 'max_seq_len');
  const models = [{ name, state: 'loaded' as const, context_length: context }];
  return { ok: true, value: { state: 'ready', figures: {}, progress: [], seesPrompts: false, models } };
}
