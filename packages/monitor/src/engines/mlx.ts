import type { Asking, EngineDescription } from './description.ts';
import type { Answer, EngineReading } from './engine-reading.ts';
import { textIn } from './json-fields.ts';

/**
 * The servers of mlx-lm and mlx-vlm. `/health` tells that they serve, and that of mlx-vlm the loaded model; neither tells
 * what runs. `/v1/models` and `/models` are not asked: each request reads all of the Hugging Face cache from the disk, and
 * they list what is there, not what is loaded. Both servers log each request.
 */
export const MLX: EngineDescription = {
  kind: 'mlx',
  engines: ['mlx'],
  paths: ['/health'],
  figures: [],
  logsRequests: true,
  read,
};

async function read(ask: Asking): Promise<Answer<EngineReading>> {
  const health = await ask.json('/health');
  if (!health.ok) return health;
  if (textIn(health.value, 'status') === undefined) return { ok: false, failure: 'unexpected' };
  const name = textIn(health.value, 'loaded_model');
  const models = name === undefined ? [] : [{ name, state: 'loaded' as const }];
  return { ok: true, value: { state: 'ready', figures: {}, progress: [], seesPrompts: false, models } };
}
