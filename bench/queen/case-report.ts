import { verdictLines } from '../verdict.ts';
import { caseVerdicts, isWanted, medianOf, ratioOf } from './case-verdict.ts';
import type { Case } from './contender.ts';
import { isAtItsLimit } from './load/load-watch.ts';
import type { Shown } from './take-turns.ts';

/** What a case showed, as Markdown. */
export function caseReport(it: Case, all: readonly Shown[]): string {
  const { title, columns, notes } = it;
  return [
    `#### ${title}`,
    '',
    `| what | ${columns.map(({ head }) => head).join(' | ')} |`,
    `| --- |${columns.map(() => ' ---: |').join('')}`,
    ...all.map(
      (shown) =>
        `| ${shown.title} | ${columns.map(({ figure, digits }) => cell(medianOf(shown, figure), digits)).join(' | ')} |`,
    ),
    '',
    ...verdictLines(caseVerdicts(it, all)),
    ...it.ratios
      .filter((ratio) => !isWanted(ratio))
      .map((ratio) => [ratio.what, ratioOf(ratio, all)] as const)
      .filter(([, value]) => Number.isFinite(value))
      .map(([what, value]) => `- for comparison: ${what}: ${value.toFixed(2)} ×`),
    ...notes.map((note) => `- ${note}`),
    ...all.flatMap(loadLine),
  ].join('\n');
}

const cell = (value: number, digits: number): string => (Number.isFinite(value) ? value.toFixed(digits) : '');

/** Where the load may have been what was measured, a line says so. */
function loadLine({ title, loads }: Shown): string[] {
  const worst = loads.filter(isAtItsLimit);
  if (worst.length === 0) return [];
  const cores = Math.max(...worst.map((it) => it.cores));
  const lagMs = Math.max(...worst.map((it) => it.lagMs));
  return [
    `- **the load was at its limit** in ${worst.length} of ${loads.length} rounds of "${title}" (up to ${cores.toFixed(2)} cores, its event loop up to ${lagMs.toFixed(0)} ms late): latencies and losses may be caused by the load generator; figures per CPU second are not affected.`,
  ];
}
