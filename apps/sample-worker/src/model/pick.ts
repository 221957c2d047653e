/** A token and its probability after the temperature was applied. */
export interface Candidate {
  readonly id: number;
  readonly probability: number;
}

/** A picked token, and the likeliest ones that it was picked among. */
export interface Pick {
  readonly id: number;
  readonly top: readonly Candidate[];
}

const TOP = 5;

/** Below this temperature the likeliest token is all there is, and powers of its inverse leave a double's range. */
const GREEDY_BELOW = 0.01;

/**
 * Picks a token by its probability; a temperature below 0.01 takes the likeliest. `random` gives 0 up to 1.
 */
export function pick(probabilities: Float64Array, temperature: number, random: () => number): Pick {
  const ranked = rank(probabilities, temperature);
  const top = ranked.slice(0, TOP);
  let rest = temperature < GREEDY_BELOW ? 0 : random();
  for (const { id, probability } of ranked) {
    rest -= probability;
    if (rest < 0) return { id, top };
  }
  return { id: ranked[0]?.id ?? 0, top };
}

/** Candidates, likeliest first, summing to 1. */
function rank(probabilities: Float64Array, temperature: number): readonly Candidate[] {
  const power = temperature < GREEDY_BELOW ? 1 : 1 / temperature;
  const peak = probabilities.reduce((most, value) => Math.max(most, value), Number.MIN_VALUE);
  const weights = probabilities.map((value) => (value / peak) ** power);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return Array.from(weights, (weight, id) => ({ id, probability: weight / sum })).sort(
    (a, b) => b.probability - a.probability || a.id - b.id,
  );
}
