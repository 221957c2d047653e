/** How often each token followed a context, and how often the context occurred. */
interface Followers {
  readonly counts: Map<number, number>;
  total: number;
}

/** An n-gram model: token ids, and what followed each context of up to `order - 1` tokens. */
export interface NGramModel {
  readonly order: number;
  readonly vocabulary: readonly string[];
  readonly idOf: ReadonlyMap<string, number>;
  /** Indexed by the length of the context; the key is its token ids, joined by spaces. */
  readonly contexts: readonly ReadonlyMap<string, Followers>[];
}

/** What to generate. */
export interface GenerateOptions {
  readonly prompt: string;
  readonly maxTokens: number;
  readonly temperature: number;
  readonly seed: number;
}

/** A chosen token, and the most likely tokens at that place. */
export interface Choice {
  readonly id: number;
  readonly top: readonly { readonly id: number; readonly probability: number }[];
}

const TOKEN = /[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*|\n\s*\n|[^\s\p{L}\p{N}]/gu;
const SPACE_BEFORE = /^[\p{L}\p{N}(]/u;

/** The words, single punctuation marks and paragraph breaks (`\n\n`) of a text, in order. */
export const tokenize = (text: string): readonly string[] =>
  Array.from(text.matchAll(TOKEN), ([token]) => (token.startsWith('\n') ? '\n\n' : token));

/** Tokens as text. It starts with a space if the first token is a word, because it continues the prompt. */
export const render = (tokens: readonly string[]): string =>
  tokens
    .map((token, index) => (SPACE_BEFORE.test(token) && tokens[index - 1] !== '\n\n' ? ` ${token}` : token))
    .join('');

/** Trains a model of this order on a text. */
export function train(text: string, order: number): NGramModel {
  const tokens = tokenize(text);
  const vocabulary = [...new Set(tokens)];
  const idOf = new Map(vocabulary.map((token, id) => [token, id]));
  const ids = tokens.flatMap((token) => idOf.get(token) ?? []);
  const contexts = Array.from({ length: order }, (_, length) => followersOf(ids, length));
  return { order, vocabulary, idOf, contexts };
}

function followersOf(ids: readonly number[], length: number): ReadonlyMap<string, Followers> {
  const found = new Map<string, Followers>();
  for (const [place, id] of ids.entries()) {
    if (place < length) continue;
    const key = ids.slice(place - length, place).join(' ');
    const followers = found.get(key) ?? { counts: new Map(), total: 0 };
    followers.counts.set(id, (followers.counts.get(id) ?? 0) + 1);
    followers.total += 1;
    found.set(key, followers);
  }
  return found;
}

/** Number of parameters of a model: the counts that it stores. */
export function parameterCount({ contexts }: NGramModel): number {
  let sum = 0;
  for (const table of contexts) for (const { counts } of table.values()) sum += counts.size;
  return sum;
}

/** Ids of the tokens of a prompt; words that are not in the vocabulary are left out. */
export const promptIds = ({ idOf }: NGramModel, prompt: string): readonly number[] =>
  tokenize(prompt).flatMap((token) => idOf.get(token) ?? []);

/** Generates token by token; the same options give the same tokens. */
export function* generate(model: NGramModel, options: GenerateOptions): Generator<Choice> {
  const random = seeded(options.seed);
  const ids = [...promptIds(model, options.prompt)].slice(-model.order);
  for (let count = 0; count < options.maxTokens; count += 1) {
    const choice = choose(distributionAfter(model, ids), options.temperature, random);
    ids.push(choice.id);
    ids.splice(0, ids.length - model.order);
    yield choice;
  }
}

/**
 * The probability of each token of the vocabulary after `ids`: each context length is interpolated with the shorter one
 * by Witten-Bell smoothing (Witten and Bell 1991, method C).
 */
export function distributionAfter(
  { vocabulary, contexts }: NGramModel,
  ids: readonly number[],
): Float64Array {
  const probabilities = new Float64Array(vocabulary.length).fill(1 / vocabulary.length);
  for (const [length, table] of contexts.entries()) {
    if (length > ids.length) break;
    const followers = table.get(ids.slice(ids.length - length).join(' '));
    if (!followers) break;
    const kinds = followers.counts.size;
    for (const [id, lower] of probabilities.entries()) {
      const seen = followers.counts.get(id) ?? 0;
      probabilities[id] = (seen + kinds * lower) / (followers.total + kinds);
    }
  }
  return probabilities;
}

const TOP = 5;

/** Below this temperature the most likely token is always chosen: powers of the inverse would overflow a double. */
const GREEDY_BELOW = 0.01;

/** Chooses a token at random by its probability. `random` gives a number from 0 up to 1. */
export function choose(probabilities: Float64Array, temperature: number, random: () => number): Choice {
  const greedy = temperature < GREEDY_BELOW;
  const power = greedy ? 1 : 1 / temperature;
  const peak = probabilities.reduce((most, value) => Math.max(most, value), Number.MIN_VALUE);
  const weights = probabilities.map((value) => (value / peak) ** power);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const ranked = Array.from(weights, (weight, id) => ({ id, probability: weight / sum })).sort(
    (a, b) => b.probability - a.probability || a.id - b.id,
  );
  const top = ranked.slice(0, TOP);
  let rest = greedy ? 0 : random();
  for (const { id, probability } of ranked) {
    rest -= probability;
    if (rest < 0) return { id, top };
  }
  return { id: ranked[0]?.id ?? 0, top };
}

/** Numbers from 0 up to 1 that depend on the seed only (mulberry32, Tommy Ettinger 2017, public domain). */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
