import { median } from '../measured.ts';
import { isBelow, tableLines, type Verdict, verdictLines } from '../report.ts';
import type { Case, Ratio } from './contender.ts';
import { isAtItsLimit } from './load/load-watch.ts';
import type { Shown } from './take-turns.ts';

/** The figure of a contender: the median of its rounds. */
const medianOf = (shown: Shown | undefined, figure: string): number =>
  median((shown?.rounds ?? []).map(({ figures }) => figures[figure] ?? Number.NaN));

/** The median of the ratios of all rounds, because other load of the machine affects both contenders of a round alike. */
function ratioOf({ figure, of, to }: Ratio, all: readonly Shown[]): number {
  const [ours, theirs] = [all[of]?.rounds ?? [], all[to]?.rounds ?? []];
  return median(
    ours.map(({ figures }, round) => {
      const other = theirs[round]?.figures[figure];
      return (figures[figure] ?? Number.NaN) / (other ?? Number.NaN);
    }),
  );
}

/** Whether a case meets its targets. A ratio without a target has no verdict. */
export function caseVerdicts({ ratios, bounds }: Case, all: readonly Shown[]): readonly Verdict[] {
  const ofRatios = ratios.filter(hasTarget).map((ratio): Verdict => {
    const { what, atLeast, atMost } = ratio;
    const value = ratioOf(ratio, all);
    const targets = [atLeast && `at least ${atLeast}`, atMost && `at most ${atMost}`].filter(Boolean);
    return {
      holds: value >= (atLeast ?? Number.NEGATIVE_INFINITY) && value <= (atMost ?? Number.POSITIVE_INFINITY),
      sentence: `${what}: ${value.toFixed(2)} × (target: ${targets.join(' and ')})`,
    };
  });
  const ofBounds = bounds.map(({ what, figure, of, below }) =>
    isBelow(what, medianOf(all[of], figure), below),
  );
  return [...ofRatios, ...ofBounds];
}

const hasTarget = ({ atLeast, atMost }: Ratio): boolean => atLeast !== undefined || atMost !== undefined;

/** The figures of a case and its verdicts as Markdown. */
export function caseReport(it: Case, all: readonly Shown[]): string {
  const comparisons = it.ratios
    .filter((ratio) => !hasTarget(ratio))
    .map((ratio) => ({ what: ratio.what, value: ratioOf(ratio, all) }))
    .filter(({ value }) => Number.isFinite(value));
  return [
    `#### ${it.title}`,
    '',
    ...tableLines(
      'what',
      Object.fromEntries(it.columns.map(({ head, digits }) => [head, digits])),
      all.map((shown) => [shown.title, ...it.columns.map(({ figure }) => medianOf(shown, figure))]),
    ),
    '',
    ...verdictLines(caseVerdicts(it, all)),
    ...comparisons.map(({ what, value }) => `- for comparison: ${what}: ${value.toFixed(2)} ×`),
    ...it.notes.map((note) => `- ${note}`),
    ...all.flatMap(limitLine),
  ].join('\n');
}

/** A line that says in how many rounds the load generator was at its limit, if there are any. */
function limitLine({ title, rounds }: Shown): readonly string[] {
  const worst = rounds.map(({ load }) => load).filter(isAtItsLimit);
  if (worst.length === 0) return [];
  const cores = Math.max(...worst.map((it) => it.cores));
  const lagMs = Math.max(...worst.map((it) => it.lagMs));
  return [
    `- **the load was at its limit** in ${worst.length} of ${rounds.length} rounds of "${title}" (up to ${cores.toFixed(2)} cores, its event loop up to ${lagMs.toFixed(0)} ms late): latencies and losses may be caused by the load generator; figures per CPU second are not affected.`,
  ];
}
