import { type Asking, AT_TIMES, type EngineDescription } from './description.ts';
import type { Answer, EngineReading } from './engine-reading.ts';
import { textIn } from './json-fields.ts';
import { listedModels } from './listed-models.ts';

/**
 * LocalAI (`core/http/routes/localai.go`). `/version` tells that it serves, `/v1/models` the models that it has; neither
 * tells what runs or is loaded. Not asked: `/system`, which in its latest versions reads the memory of each backend, and
 * `/backend/monitor`, which calls one. Its `/metrics` counts HTTP requests only, for administrators.
 */
export const LOCALAI: EngineDescription = {
  kind: 'localai',
  engines: ['localai'],
  paths: ['/version', '/v1/models'],
  figures: [],
  logsRequests: true,
  read,
};

async function read(ask: Asking): Promise<Answer<EngineReading>> {
  const version = await ask.json('/version');
  if (!version.ok) return version;
  if (textIn(version.value, 'version') === undefined) return { ok: false, failure: 'unexpected' };
  const models = await ask.json('/v1/models', AT_TIMES);
  return {
    ok: true,
    value: {
      state: 'ready',
      version: textIn(version.value, 'version'),
      figures: {},
      progress: [],
      seesPrompts: false,
      models: models.ok ? listedModels(models.value, undefined) : [],
    },
  };
}
