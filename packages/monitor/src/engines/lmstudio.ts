import type { Asking, EngineDescription } from './description.ts';
import type { Answer, EngineReading } from './engine-reading.ts';
import { field, listIn, numberIn, textIn } from './json-fields.ts';

/**
 * LM Studio. Its own list of models tells which are loaded; nothing tells what runs. It logs each request. Later
 * versions also have `/api/v1/models`, which earlier ones answer with an error in their log.
 */
export const LMSTUDIO: EngineDescription = {
  kind: 'lmstudio',
  engines: ['lmstudio'],
  paths: ['/api/v0/models'],
  figures: [],
  logsRequests: true,
  read,
};

async function read(ask: Asking): Promise<Answer<EngineReading>> {
  const list = await ask.json('/api/v0/models');
  if (!list.ok) return list;
  if (!Array.isArray(field(list.value, 'data'))) return { ok: false, failure: 'unexpected' };
  const models = listIn(list.value, 'data').flatMap((it) => {
    const name = textIn(it, 'id');
    const isLoaded = textIn(it, 'state') === 'loaded';
    if (name === undefined) return [];
    return [
      {
        name,
        state: isLoaded ? ('loaded' as const) : ('unloaded' as const),
        quantisation: textIn(it, 'quantization'),
        context_length:
          numberIn(it, 'loaded_context_length') ??
          (isLoaded ? undefined : numberIn(it, 'max_context_length')),
      },
    ];
  });
  return { ok: true, value: { state: 'ready', figures: {}, progress: [], seesPrompts: false, models } };
}
