import { type Asking, AT_TIMES, type EngineDescription } from './description.ts';
import type { Answer, EngineReading } from './engine-reading.ts';
import { numberIn, textIn } from './json-fields.ts';

/** The name of no model, after an administrator unloaded it. */
const NO_MODEL = 'inactive';

/**
 * KoboldCpp. It runs one request at a time: `idle` says whether one runs, `queue` how many wait. It gives the time and
 * the tokens of the last request only, so no tokens a second.
 */
export const KOBOLDCPP: EngineDescription = {
  kind: 'koboldcpp',
  engines: ['koboldcpp'],
  paths: ['/api/extra/perf', '/api/extra/version', '/api/extra/true_max_context_length', '/api/v1/model'],
  figures: ['slots', 'requests_running', 'requests_waiting', 'requests_finished'],
  read,
};

async function read(ask: Asking): Promise<Answer<EngineReading>> {
  const perf = await ask.json('/api/extra/perf');
  if (!perf.ok) return perf;
  const idle = numberIn(perf.value, 'idle');
  if (idle === undefined) return { ok: false, failure: 'unexpected' };
  const version = await ask.json('/api/extra/version', AT_TIMES);
  const model = await ask.json('/api/v1/model', AT_TIMES);
  const context = await ask.json('/api/extra/true_max_context_length', AT_TIMES);
  const name = model.ok ? textIn(model.value, 'result')?.replace(/^koboldcpp\//, '') : undefined;
  const finished = numberIn(perf.value, 'total_gens');
  const length = context.ok ? numberIn(context.value, 'value') : undefined;
  return {
    ok: true,
    value: {
      state: name === NO_MODEL ? 'sleeping' : 'ready',
      version: version.ok ? textIn(version.value, 'version') : undefined,
      figures: {
        slots: 1,
        requests_running: idle === 0 ? 1 : 0,
        requests_waiting: numberIn(perf.value, 'queue'),
        requests_finished: finished,
      },
      progress: [finished],
      seesPrompts: false,
      models:
        name === undefined || name === NO_MODEL ? [] : [{ name, state: 'loaded', context_length: length }],
    },
  };
}
