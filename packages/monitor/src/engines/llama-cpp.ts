import type { EngineModel } from '../engine-reader.ts';
import { type Ask, type Asking, AT_TIMES, type EngineDescription, type Pace } from './description.ts';
import { type Answer, type EngineReading, reasonOf } from './engine-reading.ts';
import { field, type Json, listIn, numberIn, textIn } from './json-fields.ts';
import { LLAMA_NAMES, type LlamaMetrics, llamaMetrics, sumOfMetrics } from './llama-metrics.ts';
import { inMib } from './units.ts';

/** Shorter than the time between two readings. */
const JUST_NOW: Pace = { everyMs: 1_000 };

/**
 * llama.cpp's server, alone or as a router. `/slots` and `/lora-adapters` are never asked: they wake a sleeping model
 * and keep it awake. The router's `/props?model=` and `/metrics?model=` are not asked either, as they can load a model;
 * its children are asked themselves. Reading `/metrics` resets the window of the gauges `prompt_tokens_seconds` and
 * `predicted_tokens_seconds`, which another reader may use. None of these requests is logged (`log_server_request`).
 */
export const LLAMA_CPP: EngineDescription = {
  kind: 'llama.cpp',
  engines: ['llama.cpp', 'llamafile'],
  paths: ['/props', '/metrics', '/v1/models'],
  runnerPaths: ['/props', '/metrics'],
  figures: [
    'slots',
    'requests_running',
    'requests_waiting',
    'prompt_tokens_per_s',
    'generation_tokens_per_s',
    'prefix_cache_hit_pct',
    'draft_accepted_pct',
  ],
  read: async (ask) => {
    // A server with requests does not fall asleep.
    const props = await ask.json('/props', ask.wasBusy ? AT_TIMES : JUST_NOW);
    if (!props.ok) return props;
    const isRouter = field(props.value, 'role') === 'router';
    return isRouter ? readRouter(ask, props.value) : readServer(ask, props.value);
  },
};

async function readServer(ask: Asking, props: Json): Promise<Answer<EngineReading>> {
  const metrics = await readMetrics(ask, ask.mayReadMetrics);
  const models = await ask.json('/v1/models', AT_TIMES);
  const isSleeping = field(props, 'is_sleeping') === true;
  const context = numberIn(field(props, 'default_generation_settings'), 'n_ctx');
  return {
    ok: true,
    value: {
      ...readingOf(metrics),
      state: isSleeping ? 'sleeping' : 'ready',
      version: textIn(props, 'build_info'),
      figures: { slots: numberIn(props, 'total_slots'), ...figuresOf(metrics) },
      models: models.ok
        ? listIn(models.value, 'data').flatMap((it) =>
            modelOf(it, isSleeping ? 'sleeping' : 'loaded', context),
          )
        : [],
    },
  };
}

async function readRouter(ask: Asking, props: Json): Promise<Answer<EngineReading>> {
  const models = await ask.json('/v1/models');
  if (!models.ok) return models;
  const listed = listIn(models.value, 'data');
  const children = [];
  for (const it of ask.runners) children.push(await readMetrics(it, ask.mayReadMetrics));
  const isComplete = children.length >= listed.filter(holdsProcess).length;
  const metrics = isComplete ? sumOfMetrics(children) : ({ ok: false, failure: 'absent' } as const);
  return {
    ok: true,
    value: {
      ...readingOf(metrics),
      state: 'ready',
      version: textIn(props, 'build_info'),
      figures: { ...(await slotsOf(ask.runners)), ...figuresOf(metrics) },
      models: listed.flatMap((it) => modelOf(it, stateOf(it))),
    },
  };
}

/** The slots of one model serve no other, so they are told only while one model is loaded. */
async function slotsOf(runners: readonly Ask[]): Promise<{ slots?: number | undefined }> {
  const [only] = runners;
  if (!only || runners.length > 1) return {};
  const props = await only.json('/props', AT_TIMES);
  return props.ok ? { slots: numberIn(props.value, 'total_slots') } : {};
}

async function readMetrics(ask: Ask, mayRead: boolean): Promise<Answer<LlamaMetrics>> {
  if (!mayRead) return { ok: false, failure: 'absent' };
  const series = await ask.metrics('/metrics', LLAMA_NAMES);
  return series.ok ? { ok: true, value: llamaMetrics(series.value) } : series;
}

const figuresOf = (metrics: Answer<LlamaMetrics>) =>
  metrics.ok ? { requests_running: metrics.value.running, requests_waiting: metrics.value.waiting } : {};

function readingOf(metrics: Answer<LlamaMetrics>) {
  // A server that works on a long batch answers `/metrics` late, and is ready all the same.
  if (!metrics.ok) return { progress: [], seesPrompts: false, lacking: reasonOf(metrics.failure) };
  const { counters, decodes, tokensEach } = metrics.value;
  return {
    counters,
    digits: 6, // an `ostream` writes them
    work: decodes === undefined ? undefined : { steps: decodes, tokensEach },
    progress: [decodes, counters.promptTokens, counters.generatedTokens],
    // A batch of a long prompt can take longer than the time after which an engine is stuck.
    seesPrompts: false,
  };
}

const MODEL_STATES: Readonly<Record<string, EngineModel['state']>> = {
  loaded: 'loaded',
  sleeping: 'sleeping',
  loading: 'loading',
  downloading: 'loading',
  unloaded: 'unloaded',
};

/** `status` also has the child's whole command line, which is never passed on. */
const stateOf = (model: Json): EngineModel['state'] =>
  MODEL_STATES[textIn(field(model, 'status'), 'value') ?? ''];

const holdsProcess = (model: Json): boolean => ['loaded', 'sleeping'].includes(stateOf(model) ?? '');

function modelOf(model: Json, state: EngineModel['state'], context?: number): readonly EngineModel[] {
  const name = textIn(model, 'id');
  const meta = field(model, 'meta');
  if (name === undefined) return [];
  return [
    {
      name,
      state,
      size_mb: inMib(numberIn(meta, 'size')),
      quantisation: textIn(meta, 'ftype'),
      context_length: context ?? numberIn(meta, 'n_ctx'),
    },
  ];
}
