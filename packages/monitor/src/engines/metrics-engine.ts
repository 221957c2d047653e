import type { EngineKind } from '@rbee/contract';
import { type Asking, AT_TIMES, type EngineDescription, SELDOM } from './description.ts';
import {
  type Answer,
  type Counters,
  type EngineReading,
  type FigureName,
  failed,
  reasonOf,
} from './engine-reading.ts';
import { textIn } from './json-fields.ts';
import { listedModels } from './listed-models.ts';
import type { Series } from './prometheus-text.ts';
import { histogramOf, joined, mean, partsOf, total } from './series.ts';
import { inPct } from './units.ts';

/** Names of a figure in an engine's metrics, those of later versions first: an engine has one of them. */
type Names = readonly string[];

/** What is read of an engine whose Prometheus metrics tell all its figures. */
export interface MetricNames {
  readonly running: Names;
  readonly waiting: Names;
  /** Share of the KV cache in use, 0-1. */
  readonly kvCache: Names;
  readonly prompt: Names;
  /** Prompt tokens by the label `source`, of which `local_compute` was computed. */
  readonly promptBySource?: Names;
  readonly generated: Names;
  readonly cacheHits?: Names;
  readonly cacheQueries?: Names;
  readonly drafted?: Names;
  readonly accepted?: Names;
  readonly preemptions?: Names;
  /** Requests that ended, with the label `finished_reason`. */
  readonly ended?: Names;
  /** Requests that failed, where `ended` does not count them. */
  readonly errors?: Names;
  /** 1 for the present `sleep_state`. */
  readonly sleepState?: Names;
  /** Counts every step of the engine. */
  readonly steps?: Names;
  readonly ttft?: Names;
  readonly itl?: Names;
}

/** An engine of which metrics tell all figures, and a list in OpenAI's form the models. */
export interface MetricsEngine {
  readonly kind: EngineKind;
  readonly path: string;
  readonly names: MetricNames;
  readonly versionPath?: string;
  /** It can have a server for each data-parallel rank, whose metrics are those of its rank alone. */
  readonly hasRankServers?: true;
  /** The field of a listed model with its longest context. */
  readonly context?: string;
}

const MODELS = '/v1/models';

/** Ends of a request that are no success, in the label `finished_reason`. */
const FAILED: ReadonlySet<string> = new Set(['abort', 'error', 'cancelled']);

/**
 * Describes such an engine. With data parallelism each engine core has its own samples (label `engine`), of one server or
 * of one for each rank: counts are summed, and shares of caches averaged. It runs behind uvicorn, which logs each request unless it is told not to.
 */
export function metricsEngine(engine: MetricsEngine): EngineDescription {
  const { kind, path, names, versionPath, hasRankServers } = engine;
  const wanted = new Set(
    Object.entries(names).flatMap(([name, its]) =>
      name === 'ttft' || name === 'itl' ? its.flatMap(partsOf) : [...its],
    ),
  );
  return {
    kind,
    engines: [kind],
    paths: [path, MODELS, ...(versionPath === undefined ? [] : [versionPath])],
    ...(hasRankServers ? { runnerPaths: [path] } : {}),
    figures: figuresOf(names),
    logsRequests: true,
    read: (ask) => read(ask, engine, wanted),
  };
}

/** The figures that these names give. */
function figuresOf(names: MetricNames): FigureName[] {
  const of = (given: Names | undefined, ...figures: FigureName[]) => (given ? figures : []);
  return [
    'requests_running',
    'requests_waiting',
    'kv_cache_pct',
    'prompt_tokens_per_s',
    'generation_tokens_per_s',
    ...of(names.ttft, 'ttft_ms_p50', 'ttft_ms_p95'),
    ...of(names.itl, 'itl_ms_p50', 'itl_ms_p95'),
    ...of(names.cacheQueries, 'prefix_cache_hit_pct'),
    ...of(names.drafted, 'draft_accepted_pct'),
    ...of(names.preemptions, 'preemptions'),
    ...of(names.ended, 'requests_finished'),
    ...of(names.errors ?? names.ended, 'requests_failed'),
  ];
}

async function read(
  ask: Asking,
  { path, names, versionPath, context }: MetricsEngine,
  wanted: ReadonlySet<string>,
): Promise<Answer<EngineReading>> {
  const series = await metricsOf(ask, path, wanted);
  if (!series.ok && series.failure !== 'absent') return series;
  // Without metrics only the list of models tells that it serves.
  const models = await ask.json(MODELS, series.ok ? AT_TIMES : {});
  if (!series.ok && !models.ok) return models;
  const version = versionPath === undefined ? null : await ask.json(versionPath, SELDOM);
  const said = series.ok
    ? readSeries(series.value, names)
    : { state: 'ready' as const, figures: {}, progress: [], lacking: reasonOf('absent') };
  return {
    ok: true,
    value: {
      ...said,
      version: version?.ok ? textIn(version.value, 'version') : undefined,
      seesPrompts: names.steps !== undefined,
      models: models.ok ? listedModels(models.value, 'loaded', context) : [],
    },
  };
}

/** The metrics of all its servers together; the first failure if one of them gave none. */
async function metricsOf(ask: Asking, path: string, wanted: ReadonlySet<string>): Promise<Answer<Series>> {
  const all: Series[] = [];
  for (const it of [ask, ...ask.runners]) {
    const its = await it.metrics(path, wanted);
    if (!its.ok) return its;
    all.push(its.value);
  }
  return ask.hasAllRunners ? { ok: true, value: joined(all) } : failed('refused');
}

function readSeries(series: Series, names: MetricNames) {
  const value = (given: Names = [], where?: Parameters<typeof total>[2]) => total(series, given, where);
  const awake = value(names.sleepState, (labels) => labels.get('sleep_state') === 'awake');
  const counters = countersOf(value, names);
  return {
    state: awake === 0 ? ('sleeping' as const) : ('ready' as const),
    figures: {
      requests_running: value(names.running),
      requests_waiting: value(names.waiting),
      kv_cache_pct: inPct(mean(series, names.kvCache)),
      preemptions: value(names.preemptions),
      ...endsOf(value, names),
    },
    counters,
    ttft: histogramOf(series, names.ttft ?? []),
    itl: histogramOf(series, names.itl ?? []),
    progress: [value(names.steps), counters.promptTokens, counters.generatedTokens],
  };
}

type Value = (names?: Names, where?: Parameters<typeof total>[2]) => number | undefined;

const countersOf = (value: Value, names: MetricNames): Counters => ({
  promptTokens:
    value(names.promptBySource, (labels) => labels.get('source') === 'local_compute') ?? value(names.prompt),
  generatedTokens: value(names.generated),
  cacheHits: value(names.cacheHits),
  cacheQueries: value(names.cacheQueries),
  acceptedTokens: value(names.accepted),
  draftedTokens: value(names.drafted),
});

function endsOf(value: Value, { ended, errors }: MetricNames): EngineReading['figures'] {
  const all = value(ended);
  const others = value(ended, (labels) => FAILED.has(labels.get('finished_reason') ?? '')) ?? 0;
  const finished = all === undefined ? undefined : all - others;
  const failed = errors ? value(errors) : all === undefined ? undefined : others;
  return { requests_finished: finished, requests_failed: failed };
}
