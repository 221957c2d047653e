import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, release } from 'node:os';

const MEASUREMENTS = new URL('../docs/measurements.md', import.meta.url);

/** A target, and whether it is met. */
export interface Verdict {
  readonly holds: boolean;
  readonly sentence: string;
}

/** Compares a value with its upper limit. */
export function isBelow(what: string, value: number, limit: number, unit = ''): Verdict {
  const sentence = `${what}: ${Number(value.toFixed(2))}${unit} (target: below ${limit}${unit})`;
  return { holds: value < limit, sentence };
}

/** Verdicts as a Markdown list. */
export const verdictLines = (verdicts: readonly Verdict[]): readonly string[] =>
  verdicts.map(({ holds, sentence }) => `- ${holds ? 'holds' : '**does not hold**'}: ${sentence}`);

/** Exit status of a benchmark: 1 if a target is missed. */
export const statusOf = (verdicts: readonly Verdict[]): number =>
  verdicts.every(({ holds }) => holds) ? 0 : 1;

/**
 * A Markdown table: a column of texts, then columns of numbers, each with its digits after the decimal point. A number that is
 * not finite leaves its cell empty.
 */
export function tableLines(
  head: string,
  digits: Readonly<Record<string, number>>,
  rows: readonly (readonly [string, ...number[]])[],
): readonly string[] {
  const columns = Object.entries(digits);
  const cell = (value: number, column: number): string =>
    Number.isFinite(value) ? value.toFixed(columns[column]?.[1]) : '';
  return [
    `| ${[head, ...columns.map(([name]) => name)].join(' | ')} |`,
    `| --- |${' ---: |'.repeat(columns.length)}`,
    ...rows.map(([text, ...values]) => `| ${[text, ...values.map(cell)].join(' | ')} |`),
  ];
}

/** Read at the start, before a benchmark restricts itself to one core. */
const MACHINE = `${availableParallelism()} cores, Linux ${release()}, Node ${process.versions.node}`;

/**
 * Prints a report, followed by a line about the machine and `how` it was measured. If `write` is true, also puts it into
 * docs/measurements.md, between the markers of that name.
 */
export function publish(marker: string, report: string, how: string, write: boolean): void {
  const text = `${report}\n\n${MACHINE}; ${how}.`;
  console.log(`\n${text}\n`);
  if (!write) return;
  const [begin, end] = [`<!-- ${marker}: begin -->`, `<!-- ${marker}: end -->`];
  const whole = readFileSync(MEASUREMENTS, 'utf8');
  const [from, to] = [whole.indexOf(begin), whole.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${MEASUREMENTS.pathname} has no markers "${marker}".`);
  writeFileSync(MEASUREMENTS, `${whole.slice(0, from + begin.length)}\n\n${text}\n\n${whole.slice(to)}`);
}
