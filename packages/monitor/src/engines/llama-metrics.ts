import type { Answer, Counters } from './engine-reading.ts';
import type { Series } from './prometheus-text.ts';
import { total } from './series.ts';

/** The metrics of llama.cpp's server that are used; its gauges of tokens a second are averages over a reset window. */
export const LLAMA_NAMES: ReadonlySet<string> = new Set(
  [
    'requests_processing',
    'requests_deferred',
    'prompt_tokens_total',
    'prompt_tokens_cached_total',
    'tokens_predicted_total',
    'n_decode_total',
    'spec_decode_num_drafts_total',
    'spec_decode_num_draft_tokens_total',
    'spec_decode_num_accepted_tokens_total',
  ].map((it) => `llamacpp:${it}`),
);

/** What the metrics of one server, or of several together, say. */
export interface LlamaMetrics {
  readonly running: number | undefined;
  readonly waiting: number | undefined;
  readonly counters: Counters;
  /** Calls of `llama_decode`, each of which gives every running request a token or takes a piece of its prompt. */
  readonly decodes: number | undefined;
  /** Tokens that a running request gets from one call: more than one with speculative decoding. */
  readonly tokensEach: number;
}

export function llamaMetrics(series: Series): LlamaMetrics {
  const value = (name: string) => total(series, [`llamacpp:${name}`]);
  const computed = value('prompt_tokens_total');
  const cached = value('prompt_tokens_cached_total');
  const accepted = value('spec_decode_num_accepted_tokens_total');
  const drafts = value('spec_decode_num_drafts_total') ?? 0;
  return {
    running: value('requests_processing'),
    waiting: value('requests_deferred'),
    counters: {
      promptTokens: computed,
      generatedTokens: value('tokens_predicted_total'),
      cacheHits: cached,
      cacheQueries: computed === undefined || cached === undefined ? undefined : computed + cached,
      acceptedTokens: accepted,
      draftedTokens: value('spec_decode_num_draft_tokens_total'),
    },
    decodes: value('n_decode_total'),
    tokensEach: drafts > 0 ? 1 + (accepted ?? 0) / drafts : 1,
  };
}

/** The metrics of several servers together; the first failure if one of them gave none. */
export function sumOfMetrics(all: readonly Answer<LlamaMetrics>[]): Answer<LlamaMetrics> {
  const values: LlamaMetrics[] = [];
  for (const it of all) {
    if (!it.ok) return it;
    values.push(it.value);
  }
  const sum = (read: (one: LlamaMetrics) => number | undefined) => sumOrUndefined(values.map(read));
  const counter = (name: keyof Counters) => sum(({ counters }) => counters[name]);
  return {
    ok: true,
    value: {
      running: sum(({ running }) => running),
      waiting: sum(({ waiting }) => waiting),
      counters: {
        promptTokens: counter('promptTokens'),
        generatedTokens: counter('generatedTokens'),
        cacheHits: counter('cacheHits'),
        cacheQueries: counter('cacheQueries'),
        acceptedTokens: counter('acceptedTokens'),
        draftedTokens: counter('draftedTokens'),
      },
      // The steps of servers that run at the same time cannot be added: their requests do not share them.
      decodes: values.length === 1 ? values[0]?.decodes : undefined,
      tokensEach: values[0]?.tokensEach ?? 1,
    },
  };
}

function sumOrUndefined(values: readonly (number | undefined)[]): number | undefined {
  let sum = 0;
  for (const it of values) {
    if (it === undefined) return undefined;
    sum += it;
  }
  return sum;
}
