import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, release } from 'node:os';
import type { Cost } from './measured.ts';

/** A crowd's size and what things cost in it. */
export interface Sized {
  readonly processes: number;
  readonly workers: number;
  readonly costs: readonly Cost[];
}

/** What was measured, as Markdown; `notes` stand above it and `verdicts` below. */
export function report(
  main: Sized,
  sizes: readonly Sized[],
  notes: readonly string[],
  verdicts: readonly string[],
): string {
  const floor = main.costs[1];
  const rows = main.costs.map(
    ({ title, medianMs, meanMs }) =>
      `| ${title} | ${ms(medianMs)} | ${ms(meanMs)} | ${floor ? times(medianMs / floor.medianMs) : ''} |`,
  );
  return [
    ...notes,
    '',
    `CPU per sample, ${main.workers} workers among ${main.processes} processes:`,
    '',
    '| what | median ms | mean ms | to the cheapest loop |',
    '| --- | ---: | ---: | ---: |',
    ...rows,
    '',
    'By the number of processes, one in ten a worker:',
    '',
    '| processes | sample, median ms | µs per process | cheapest loop, median ms | ratio |',
    '| ---: | ---: | ---: | ---: | ---: |',
    ...sizes.map(sizeRow),
    '',
    ...verdicts,
  ].join('\n');
}

function sizeRow({ processes, costs: [ours, floor] }: Sized): string {
  if (!ours || !floor) return '';
  const each = ((ours.medianMs * 1_000) / processes).toFixed(1);
  return `| ${processes} | ${ms(ours.medianMs)} | ${each} | ${ms(floor.medianMs)} | ${times(ours.medianMs / floor.medianMs)} |`;
}

const ms = (value: number): string => value.toFixed(2);
const times = (value: number): string => `${value.toFixed(2)} ×`;

/** What this machine is, without its name. */
export const machineLine = (): string =>
  `${availableParallelism()} cores, Linux ${release()}, Node ${process.versions.node}`;

/** Puts a text between a document's two markers of that name; throws where they are missing. */
export function writeBetween(document: URL, marker: string, text: string): void {
  const [begin, end] = [`<!-- ${marker}: begin -->`, `<!-- ${marker}: end -->`];
  const whole = readFileSync(document, 'utf8');
  const [from, to] = [whole.indexOf(begin), whole.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${document.pathname} has no markers "${marker}".`);
  writeFileSync(document, `${whole.slice(0, from + begin.length)}\n\n${text}\n\n${whole.slice(to)}`);
}
