import { contextKey, type NGramModel } from './train.ts';

/**
 * The probability of every token of the vocabulary after `ids`: each context length interpolated with the
 * shorter one by Witten-Bell smoothing (Witten and Bell 1991, method C). Sums to 1.
 */
export function distributionAfter(model: NGramModel, ids: readonly number[]): Float64Array {
  const size = model.vocabulary.length;
  const probabilities = new Float64Array(size).fill(1 / size);
  for (const [length, table] of model.contexts.entries()) {
    if (length > ids.length) break;
    const followers = table.get(contextKey(length === 0 ? [] : ids.slice(-length)));
    if (!followers) break;
    const kinds = followers.counts.size;
    for (const [id, lower] of probabilities.entries()) {
      const seen = followers.counts.get(id) ?? 0;
      probabilities[id] = (seen + kinds * lower) / (followers.total + kinds);
    }
  }
  return probabilities;
}
