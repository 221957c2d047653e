import { type Asking, AT_TIMES, type EngineDescription } from './description.ts';
import { type Answer, type EngineReading, reasonOf } from './engine-reading.ts';
import { field, type Json, listIn, sumOf } from './json-fields.ts';
import { listedModels } from './listed-models.ts';
import type { Series } from './prometheus-text.ts';
import { histogramOf, partsOf, total, totalOfRanks } from './series.ts';
import { inPct } from './units.ts';

const TTFT = ['sglang:time_to_first_token_seconds'];
const ITL = ['sglang:inter_token_latency_seconds', 'sglang:time_per_output_token_seconds'];

const NAMES: ReadonlySet<string> = new Set([
  ...[
    'num_running_reqs',
    'num_queue_reqs',
    'token_usage',
    'realtime_tokens_total',
    'prompt_tokens_total',
    'cached_tokens_total',
    'generation_tokens_total',
    'num_requests_total',
    'num_aborted_requests_total',
    'num_retracted_requests_total',
  ].map((it) => `sglang:${it}`),
  ...[...TTFT, ...ITL].flatMap(partsOf),
]);

/**
 * SGLang. `/v1/loads` answers without `--enable-metrics`, with one entry for each data-parallel rank; `/metrics` needs
 * it, and there each tensor-parallel rank may repeat the gauges of its data-parallel rank. `/health` and
 * `/health_generate` are never asked (they generate a token), nor `/get_server_info` and its like (each logs a warning),
 * nor those that change the server (`/flush_cache`, `/start_profile`, ...). uvicorn logs each request unless
 * `--log-level-http warning` is given.
 */
export const SGLANG: EngineDescription = {
  kind: 'sglang',
  engines: ['sglang'],
  paths: ['/v1/loads', '/metrics', '/v1/models'],
  figures: [
    'slots',
    'requests_running',
    'requests_waiting',
    'kv_cache_pct',
    'prompt_tokens_per_s',
    'generation_tokens_per_s',
    'ttft_ms_p50',
    'ttft_ms_p95',
    'itl_ms_p50',
    'itl_ms_p95',
    'prefix_cache_hit_pct',
    'draft_accepted_pct',
    'preemptions',
    'requests_finished',
    'requests_failed',
  ],
  logsRequests: true,
  read,
};

async function read(ask: Asking): Promise<Answer<EngineReading>> {
  const loads = await ask.json('/v1/loads');
  if (!loads.ok && loads.failure !== 'absent') return loads;
  const series = await ask.metrics('/metrics', NAMES);
  const models = await ask.json('/v1/models', loads.ok || series.ok ? AT_TIMES : {});
  if (!loads.ok && !series.ok && !models.ok) return series.failure === 'absent' ? models : series;
  const said = series.ok
    ? readSeries(series.value)
    : { figures: {}, progress: [], lacking: reasonOf(series.failure) };
  return {
    ok: true,
    value: {
      ...said,
      state: 'ready',
      figures: { ...said.figures, ...(loads.ok ? figuresOfLoads(loads.value) : {}) },
      // Without metrics nothing moves that could stand still.
      seesPrompts: series.ok,
      models: models.ok ? listedModels(models.value, 'loaded', 'max_model_len') : [],
    },
  };
}

function figuresOfLoads(json: Json): EngineReading['figures'] {
  const ranks = listIn(json, 'loads', 1024);
  const usage = sumOf(ranks, 'token_usage');
  const accepted = sumOf(
    ranks.map((it) => field(it, 'speculative')),
    'accept_rate',
  );
  const figures = {
    slots: sumOf(ranks, 'max_running_requests'),
    requests_running: sumOf(ranks, 'num_running_reqs'),
    requests_waiting: sumOf(ranks, 'num_waiting_reqs'),
    kv_cache_pct: usage === undefined ? undefined : inPct(usage / ranks.length),
    draft_accepted_pct: accepted === undefined ? undefined : inPct(accepted / ranks.length),
  };
  return Object.fromEntries(Object.entries(figures).filter(([, it]) => it !== undefined));
}

function readSeries(series: Series) {
  const ranks = (name: string) => totalOfRanks(series, `sglang:${name}`);
  const sum = (name: string) => total(series, [`sglang:${name}`]);
  const live = (mode: string) =>
    totalOfRanks(series, 'sglang:realtime_tokens_total', (labels) => labels.get('mode') === mode);
  const aborted = sum('num_aborted_requests_total');
  const requests = sum('num_requests_total');
  const counters = countersOf(live, sum);
  return {
    figures: {
      requests_running: ranks('num_running_reqs'),
      requests_waiting: ranks('num_queue_reqs'),
      kv_cache_pct: inPct(meanOfRanks(series)),
      preemptions: ranks('num_retracted_requests_total'),
      requests_finished: requests,
      requests_failed: aborted ?? (requests === undefined ? undefined : 0),
    },
    counters,
    ttft: histogramOf(series, TTFT),
    itl: histogramOf(series, ITL),
    progress: [counters.promptTokens, counters.generatedTokens, requests],
  };
}

/** `realtime_tokens_total` grows while a request runs; the others only when it ends, and count cached prompts in. */
function countersOf(
  live: (mode: string) => number | undefined,
  sum: (name: string) => number | undefined,
): NonNullable<EngineReading['counters']> {
  const computed = live('prefill_compute');
  const cached = live('prefill_cache');
  const isLive = computed !== undefined && cached !== undefined;
  const prompt = sum('prompt_tokens_total');
  const hits = isLive ? cached : sum('cached_tokens_total');
  return {
    promptTokens: computed ?? prompt,
    generatedTokens: live('decode') ?? sum('generation_tokens_total'),
    cacheHits: hits,
    cacheQueries: isLive ? computed + cached : hits === undefined ? undefined : prompt,
  };
}

function meanOfRanks(series: Series): number | undefined {
  const ranks = new Set((series.get('sglang:token_usage') ?? []).map(({ labels }) => labels.get('dp_rank')));
  const sum = totalOfRanks(series, 'sglang:token_usage');
  return sum === undefined ? undefined : sum / ranks.size;
}
