import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, release } from 'node:os';

const MEASUREMENTS = new URL('../docs/measurements.md', import.meta.url);

/** A target, and whether it is met. */
export interface Verdict {
  readonly holds: boolean;
  readonly sentence: string;
}

/** Verdicts as a Markdown list. */
export const verdictLines = (verdicts: readonly Verdict[]): readonly string[] =>
  verdicts.map(({ holds, sentence }) => `- ${holds ? 'holds' : '**does not hold**'}: ${sentence}`);

/** Exit status of a benchmark: 1 if a target is missed. */
export const statusOf = (verdicts: readonly Verdict[]): number =>
  verdicts.every(({ holds }) => holds) ? 0 : 1;

/** A Markdown table. The first column has texts, the others numbers. */
export const tableLines = (
  heads: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): readonly string[] => [
  `| ${heads.join(' | ')} |`,
  `| ${heads.map((_, column) => (column === 0 ? '---' : '---:')).join(' | ')} |`,
  ...rows.map((cells) => `| ${cells.join(' | ')} |`),
];

/** The machine in words, without its name. */
export const machineLine = (): string =>
  `${availableParallelism()} cores, Linux ${release()}, Node ${process.versions.node}`;

/** Prints a report. If `write` is true, also puts it into docs/measurements.md, between the markers of that name. */
export function publish(marker: string, text: string, write: boolean): void {
  console.log(`\n${text}\n`);
  if (write) writeBetween(marker, text);
}

function writeBetween(marker: string, text: string): void {
  const [begin, end] = [`<!-- ${marker}: begin -->`, `<!-- ${marker}: end -->`];
  const whole = readFileSync(MEASUREMENTS, 'utf8');
  const [from, to] = [whole.indexOf(begin), whole.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${MEASUREMENTS.pathname} has no markers "${marker}".`);
  writeFileSync(MEASUREMENTS, `${whole.slice(0, from + begin.length)}\n\n${text}\n\n${whole.slice(to)}`);
}
