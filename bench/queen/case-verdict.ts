import { median } from '../measured.ts';
import type { Verdict } from '../verdict.ts';
import type { Case, Ratio } from './contender.ts';
import type { Shown } from './take-turns.ts';

/** A contender's figure: the median of its rounds. */
export const medianOf = (shown: Shown | undefined, figure: string): number =>
  median((shown?.rounds ?? []).map((it) => it[figure] ?? Number.NaN));

/** A ratio: the median of what each round showed, as what else the machine does falls on both. */
export function ratioOf({ figure, of, to }: Ratio, all: readonly Shown[]): number {
  const [ours, theirs] = [all[of]?.rounds ?? [], all[to]?.rounds ?? []];
  return median(
    ours.map((it, round) => (it[figure] ?? Number.NaN) / (theirs[round]?.[figure] ?? Number.NaN)),
  );
}

/** Whether a ratio is to be something; else it is only shown. */
export const isWanted = ({ atLeast, atMost }: Ratio): boolean =>
  atLeast !== undefined || atMost !== undefined;

/** What was to be so, and whether it was. */
export function caseVerdicts({ ratios, bounds }: Case, all: readonly Shown[]): Verdict[] {
  return [
    ...ratios.filter(isWanted).map((ratio) => {
      const { what, atLeast, atMost } = ratio;
      const value = ratioOf(ratio, all);
      const holds =
        !(value < (atLeast ?? Number.NEGATIVE_INFINITY)) && !(value > (atMost ?? Number.POSITIVE_INFINITY));
      const wanted = [atLeast && `at least ${atLeast}`, atMost && `at most ${atMost}`]
        .filter(Boolean)
        .join(' and ');
      return {
        holds: holds && !Number.isNaN(value),
        sentence: `${what}: ${value.toFixed(2)} × (target: ${wanted})`,
      };
    }),
    ...bounds.map(({ what, figure, of, below }) => {
      const value = medianOf(all[of], figure);
      return {
        holds: value < below,
        sentence: `${what}: ${Number(value.toFixed(2))} (target: below ${below})`,
      };
    }),
  ];
}
