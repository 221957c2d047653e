import { decodeFleet, decodeSeconds, FleetTotals } from '../../packages/history/src/blocks/index.ts';
import type { Want } from '../../packages/history/src/index.ts';
import { median } from '../measured.ts';
import { Cpu } from './cpu.ts';
import type { Writing } from './writing.ts';

const ROUNDS = 5;
const MINUTES = 1_440;
const TOP = 20;

/** The median CPU time of several rounds, milliseconds. */
function msOf(run: () => void): number {
  const rounds = Array.from({ length: ROUNDS }, () => {
    const cpu = new Cpu<'round'>();
    cpu.of('round', run);
    return cpu.ms('round');
  });
  return median(rounds);
}

/** Decodes one figure of a worker from a day of blocks of its hive. */
export function oneWorkerMs({ seconds, directories }: Writing): number {
  const want: Want = { kinds: ['worker'], fields: ['cpu_pct'], worker: { group: 'llm', instance: '8001' } };
  const hive = decodeSeconds(seconds[0] as Uint8Array, want, directories).hive_id;
  const own = seconds.filter((bytes) => decodeSeconds(bytes, want, directories).hive_id === hive);
  const day = Array.from({ length: MINUTES }, (_, i) => own[i % own.length] as Uint8Array);
  return msOf(() => {
    for (const bytes of day) decodeSeconds(bytes, want, directories);
  });
}

/** Decodes everything of the blocks of as many hives. */
export const wholeMinuteMs = ({ seconds, directories }: Writing, hives: number): number =>
  msOf(() => {
    for (const bytes of seconds.slice(-hives)) decodeSeconds(bytes, undefined, directories);
  });

/** Spans of ten minutes, in which the store keeps the fleet. */
const SPANS = 144;

/** Adds up a day of one field of all workers, and takes the largest. */
export function fleetMs({ fleet }: Writing): number {
  const own = fleet.filter((bytes) => {
    const { by, field } = decodeFleet(bytes);
    return by === 'worker' && field === 'cpu_pct';
  });
  const day = Array.from({ length: SPANS }, (_, i) => own[i % own.length] as Uint8Array);
  return msOf(() => {
    const totals = new FleetTotals('worker', 'cpu_pct');
    for (const bytes of day) totals.addBytes(bytes);
    [...totals].sort((a, b) => b.sum / b.count - a.sum / a.count).slice(0, TOP);
  });
}
