/** A request for a completion, checked. */
export interface CompletionRequest {
  readonly prompt: string;
  readonly maxTokens: number;
  readonly temperature: number;
  /** null: any. */
  readonly seed: number | null;
}

/** Most tokens of one completion. */
export const MAX_TOKENS = 2_048;

const DEFAULTS = { maxTokens: 128, temperature: 0.8 };

/**
 * Reads the body of `POST /completion` (`n_predict`) or `POST /v1/completions` (`max_tokens`). A string says
 * what is wrong with it. Fields that this server does not know are ignored.
 */
export function parseCompletion(body: unknown): CompletionRequest | string {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    return 'The body must be a JSON object.';
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
