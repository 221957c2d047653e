import { tokenize } from './tokens.ts';

/** How often each token followed one context, and how often the context was seen. */
export interface Followers {
  readonly counts: ReadonlyMap<number, number>;
  readonly total: number;
}

/** An n-gram model: token ids, and what followed every context of up to `order - 1` tokens. */
export interface NGramModel {
  readonly order: number;
  readonly vocabulary: readonly string[];
  readonly idOf: ReadonlyMap<string, number>;
  /** By context length, then by the context's key. */
  readonly contexts: readonly ReadonlyMap<string, Followers>[];
  /** Tokens that it was trained on. */
  readonly trainedOn: number;
}

/** The key of a context: its token ids. */
export const contextKey = (ids: readonly number[]): string => ids.join(' ');

/** Trains a model of that order on a text. */
export function train(text: string, order: number): NGramModel {
  const tokens = tokenize(text);
  const vocabulary = [...new Set(tokens)];
  const idOf = new Map(vocabulary.map((token, id) => [token, id]));
  const ids = tokens.flatMap((token) => idOf.get(token) ?? []);
  const contexts = Array.from({ length: order }, (_, length) => followersOf(ids, length));
  return { order, vocabulary, idOf, contexts, trainedOn: ids.length };
}

function followersOf(ids: readonly number[], length: number): ReadonlyMap<string, Followers> {
  const found = new Map<string, { counts: Map<number, number>; total: number }>();
  for (const [place, id] of ids.entries()) {
    if (place < length) continue;
    const key = contextKey(ids.slice(place - length, place));
    const followers = found.get(key) ?? { counts: new Map<number, number>(), total: 0 };
    followers.counts.set(id, (followers.counts.get(id) ?? 0) + 1);
    followers.total += 1;
    found.set(key, followers);
  }
  return found;
}

/** Parameters of a model: the counts that it holds. */
export const parameterCount = (model: NGramModel): number =>
  model.contexts.reduce(
    (sum, table) => sum + [...table.values()].reduce((inner, { counts }) => inner + counts.size, 0),
    0,
  );
