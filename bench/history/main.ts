/**
 * CPU and bytes of the blocks of the history, without files: of a fleet that reports once a second, and of questions. Exits with 1 if a
 * target is missed; `--write` puts the result into docs/measurements.md.
 */
import { parseArgs } from 'node:util';
import { isBelow, publish, statusOf, tableLines, type Verdict, verdictLines } from '../report.ts';
import { COLUMNS, type Figures, Load, WORKERS } from './load.ts';
import { fleetMs, oneWorkerMs, wholeMinuteMs } from './reading.ts';
import { Writing, type WritingPart } from './writing.ts';

const START = Date.parse('2026-11-28T00:00:00Z');
/** The first minutes compile the code, and until the third no minute is written. */
const WARM_UP_SECONDS = 180;

const PARTS: Readonly<Record<WritingPart, string>> = {
  fill: 'samples into open minutes',
  blocks: 'minutes that are due encoded, rolled up, and encoded again',
  fleet: "the fleet's minute, out of those of the hives",
  log: 'a second for the log',
  reference: 'for comparison: only the encoding of seconds, as differences with zstd',
};

const { values } = parseArgs({
  options: {
    hives: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '240' },
    write: { type: 'boolean', default: false },
  },
});
const [hives, seconds] = [Number(values.hives), Number(values.seconds)];
const verdicts: Verdict[] = [];
const sections = (['random', 'steady'] as const).map(sectionOf);
const text = [...sections, verdictLines(verdicts).join('\n')].join('\n\n');
const how = `${hives} hives of ${WORKERS} workers and GPUs, ${COLUMNS} figures each; ${seconds} simulated seconds`;
publish('history', text, how, values.write);
process.exitCode = statusOf(verdicts);

function sectionOf(figures: Figures): string {
  const load = new Load(hives, figures, START);
  const writing = new Writing(hives);
  for (let i = 0; i < WARM_UP_SECONDS; i += 1) writing.take(load.next());
  const before = sizesOf(writing);
  writing.cpu.clear();
  for (let i = 0; i < seconds; i += 1) writing.take(load.next());
  const after = sizesOf(writing);
  const ms = (part: WritingPart) => writing.cpu.ms(part) / seconds;
  const all = ms('fill') + ms('blocks') + ms('fleet') + ms('log');
  const samples = seconds * hives * COLUMNS;
  const minutes = (seconds / 60) * hives;
  const perSample = (after.seconds - before.seconds) / samples;
  const ratio = ms('blocks') / ms('reference');
  verdicts.push(
    isBelow(`${figures} figures, CPU of minutes encoded and rolled up to the comparison`, ratio, 1, ' ×'),
  );
  verdicts.push(isBelow(`${figures} figures, bytes a sample in the tier of seconds`, perSample, 0.8));
  return [
    `#### Blocks of the history, ${figures} figures`,
    '',
    ...tableLines('part', { 'ms of CPU a second': 2 }, [
      ...Object.entries(PARTS).map(([part, title]) => [title, ms(part as WritingPart)] as const),
      ['all parts', all],
    ]),
    '',
    ...tableLines('bytes', { amount: 2 }, [
      ['of a sample in the tier of seconds', perSample],
      ['of a minute of a hive in the tier of minutes', (after.rolled - before.rolled) / minutes],
      ["of a hive's part of the fleet's minute", (after.fleet - before.fleet) / minutes],
      ['of a hive in its directory, once', writing.directories.bytes / hives],
      ['of a sample in the log', (after.log - before.log) / samples],
      [
        'for comparison: of a sample as differences with zstd',
        (after.reference - before.reference) / samples,
      ],
    ]),
    '',
    ...tableLines('question, without reading the file', { 'ms of CPU': 1 }, [
      ['a figure of one worker, 24 h of seconds', oneWorkerMs(writing)],
      ['all figures of one minute of all hives', wholeMinuteMs(writing, hives)],
      ['top of all workers, 24 h in spans of ten minutes', fleetMs(writing)],
    ]),
  ].join('\n');
}

function sizesOf(writing: Writing): Record<'seconds' | 'rolled' | 'fleet' | 'log' | 'reference', number> {
  const sum = (all: readonly Uint8Array[]) => all.reduce((bytes, it) => bytes + it.length, 0);
  const { seconds: blocks, rolled, fleet, logBytes: log, referenceBytes: reference } = writing;
  return { seconds: sum(blocks), rolled: sum(rolled), fleet: sum(fleet), log, reference };
}
