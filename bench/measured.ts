/** A thing whose CPU cost is measured in rounds. */
export interface Measured {
  readonly title: string;
  /** Takes samples, and resolves with the CPU milliseconds of each. */
  round(samples: number): Promise<readonly number[]>;
  end(): Promise<unknown>;
}

/** CPU cost of a sample over all rounds. */
export interface Cost {
  readonly title: string;
  readonly medianMs: number;
  readonly meanMs: number;
}

/** Measures in turns, so that other load of the machine affects all alike. */
export async function measure(
  all: readonly Measured[],
  rounds: number,
  samples: number,
): Promise<readonly Cost[]> {
  const costs = new Map<Measured, number[]>(all.map((it) => [it, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [it, cpuMs] of costs) cpuMs.push(...(await it.round(samples)));
  }
  return [...costs].map(([{ title }, cpuMs]) => ({
    title,
    medianMs: median(cpuMs),
    meanMs: cpuMs.reduce((sum, it) => sum + it, 0) / cpuMs.length,
  }));
}

/** The median; NaN if there are no values. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? Number.NaN) + (sorted[Math.floor(middle)] ?? Number.NaN)) / 2;
}
