import { setImmediate as breathe } from 'node:timers/promises';
import { generate, type NGramModel, promptIds, render } from '../model/index.ts';
import type { Slots } from '../slots/index.ts';
import type { CompletionRequest } from './completion-request.ts';
import type { Counters } from './counters.ts';

/** A completion and what it cost; times in milliseconds. */
export interface Completion {
  readonly content: string;
  readonly promptTokens: number;
  readonly promptMs: number;
  readonly predictedTokens: number;
  readonly predictedMs: number;
  /** For each token the likeliest ones that it was picked among: id and probability. */
  readonly candidates: readonly (readonly (readonly [id: number, probability: number])[])[];
}

/** Work between two looks at the event loop, in tokens. */
const TOKENS_AT_A_TIME = 16;

/**
 * Computes a completion, a few tokens at a time, so that other requests are heard in between. An aborted
 * `signal` ends it early with what there is.
 */
export async function complete(
  model: NGramModel,
  request: CompletionRequest & { readonly seed: number },
  {
    counters,
    slots,
    signal,
  }: { readonly counters: Counters; readonly slots: Slots; readonly signal: AbortSignal },
): Promise<Completion> {
  const begun = performance.now();
  const promptTokens = promptIds(model, request.prompt).length;
  const promptMs = performance.now() - begun;
  const words: string[] = [];
  const candidates: (readonly [id: number, probability: number])[][] = [];
  for (const { id, top } of generate(model, request)) {
    words.push(model.vocabulary[id] ?? '');
    candidates.push(top.map((it) => [it.id, Number(it.probability.toFixed(4))]));
    counters.decodes += 1;
    counters.busySlots += slots.busy;
    if (words.length % TOKENS_AT_A_TIME === 0) await breathe();
    if (signal.aborted) break;
  }
  const predictedMs = performance.now() - begun - promptMs;
  const predictedTokens = words.length;
  const completion = {
    content: render(words),
    promptTokens,
    promptMs,
    predictedTokens,
    predictedMs,
    candidates,
  };
  count(counters, completion);
  return completion;
}

function count(
  counters: Counters,
  { promptTokens, promptMs, predictedTokens, predictedMs }: Completion,
): void {
  counters.promptTokens += promptTokens;
  counters.promptSeconds += promptMs / 1_000;
  counters.predictedTokens += predictedTokens;
  counters.predictedSeconds += predictedMs / 1_000;
  counters.longest = Math.max(counters.longest, promptTokens + predictedTokens);
}
