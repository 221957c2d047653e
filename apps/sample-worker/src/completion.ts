import { setImmediate } from 'node:timers/promises';
import type { Counters } from './metrics.ts';
import { generate, type NGramModel, promptIds, render } from './model.ts';
import type { Slots } from './slots.ts';

/** A checked request for a completion. */
export interface CompletionRequest {
  readonly prompt: string;
  readonly maxTokens: number;
  readonly temperature: number;
  /** null for a random seed. */
  readonly seed: number | null;
}

/** A completion, with times in milliseconds. */
export interface Completion {
  readonly content: string;
  readonly promptTokens: number;
  readonly promptMs: number;
  readonly predictedTokens: number;
  readonly predictedMs: number;
  /** The most likely tokens at each place: id and probability. */
  readonly candidates: readonly (readonly (readonly [id: number, probability: number])[])[];
}

const MAX_TOKENS = 2_048;

/** Used if a request does not contain the field. */
export const DEFAULTS = { maxTokens: 128, temperature: 0.8 };

/**
 * Checks the body of `POST /completion` (`n_predict`) or `POST /v1/completions` (`max_tokens`). Returns a string if it is
 * invalid, which says why. Unknown fields are ignored.
 */
export function parseCompletion(body: unknown): CompletionRequest | string {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return 'The body must be a JSON object.';
  }
  const fields = body as Readonly<Record<string, unknown>>;
  const { prompt, temperature = DEFAULTS.temperature, seed = null, stream = false } = fields;
  const maxTokens = fields['n_predict'] ?? fields['max_tokens'] ?? DEFAULTS.maxTokens;
  if (typeof prompt !== 'string') return '"prompt" must be a string.';
  if (!isWhole(maxTokens, 1, MAX_TOKENS)) {
    return `"n_predict" or "max_tokens" must be a whole number from 1 to ${MAX_TOKENS}.`;
  }
  if (typeof temperature !== 'number' || !(temperature >= 0 && temperature <= 2)) {
    return '"temperature" must be a number from 0 to 2.';
  }
  if (seed !== null && !isWhole(seed, -1, 4_294_967_295)) {
    return '"seed" must be a whole number from 0 to 4294967295, or -1 for any.';
  }
  if (stream !== false) return '"stream" must be false: this server answers in one piece.';
  return { prompt, maxTokens, temperature, seed: seed === -1 ? null : seed };
}

const isWhole = (value: unknown, least: number, most: number): value is number =>
  Number.isInteger(value) && (value as number) >= least && (value as number) <= most;

/** After this many tokens the event loop gets a turn, so that other requests are answered. */
const TOKENS_PER_TURN = 16;

/** Computes a completion and counts it. When `signal` aborts, it ends with the tokens that there are. */
export async function complete(
  model: NGramModel,
  request: CompletionRequest & { readonly seed: number },
  counters: Counters,
  slots: Slots,
  signal: AbortSignal,
): Promise<Completion> {
  const startedMs = performance.now();
  const promptTokens = promptIds(model, request.prompt).length;
  const promptMs = performance.now() - startedMs;
  const tokens: string[] = [];
  const candidates: (readonly [id: number, probability: number])[][] = [];
  for (const { id, top } of generate(model, request)) {
    tokens.push(model.vocabulary[id] ?? '');
    candidates.push(top.map((it) => [it.id, Number(it.probability.toFixed(4))]));
    counters.decodes += 1;
    counters.busySlots += slots.busy;
    if (tokens.length % TOKENS_PER_TURN === 0) await setImmediate();
    if (signal.aborted) break;
  }
  const predictedMs = performance.now() - startedMs - promptMs;
  const predictedTokens = tokens.length;
  counters.promptTokens += promptTokens;
  counters.promptSeconds += promptMs / 1_000;
  counters.predictedTokens += predictedTokens;
  counters.predictedSeconds += predictedMs / 1_000;
  counters.longest = Math.max(counters.longest, promptTokens + predictedTokens);
  return { content: render(tokens), promptTokens, promptMs, predictedTokens, predictedMs, candidates };
}
