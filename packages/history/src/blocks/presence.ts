import { ABSENT, isUnknown, isValue, reasonNumber, UNKNOWN } from '../cells.ts';
import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';
import { DamagedBlock } from './damaged-block.ts';

/** Seconds of a minute. */
export const SECONDS = 60;

/** How a block says which seconds of a column have a value. The numbers are in files: append only. */
export const PRESENCE = {
  /** Those in which the hive reported. */
  asReported: 0,
  /** In those in which the hive reported it is unknown, for one reason. */
  unknown: 1,
  /** Run lengths of {absent, value, unknown with its reason}. */
  runs: 2,
  /** None. */
  absent: 3,
} as const;

/** States in run lengths; an unknown figure has `UNKNOWN_STATE` plus the number of its reason. */
const ABSENT_STATE = 0;
const VALUE_STATE = 1;
const UNKNOWN_STATE = 2;
const MAX_REASON = 255;

/** How the presence of a column without the simple form is written. */
export function presenceOf(cells: Float64Array, reported: Uint8Array): number {
  if (cells.every((cell) => Number.isNaN(cell))) return PRESENCE.absent;
  const first = cells.find(isUnknown);
  const same = cells.every((cell, second) => (reported[second] ? cell === first : Number.isNaN(cell)));
  return first !== undefined && same ? PRESENCE.unknown : PRESENCE.runs;
}

/** Writes what `presence` needs besides its number. */
export function writePresence(out: ByteWriter, presence: number, cells: Float64Array): void {
  if (presence === PRESENCE.unknown) out.byte(reasonIn(cells.find(isUnknown) ?? UNKNOWN));
  if (presence !== PRESENCE.runs) return;
  for (let second = 0; second < SECONDS; ) {
    const state = stateOf(cells[second] as number);
    let length = 1;
    while (second + length < SECONDS && stateOf(cells[second + length] as number) === state) length += 1;
    out.varint(state);
    out.byte(length);
    second += length;
  }
}

function stateOf(cell: number): number {
  if (isValue(cell)) return VALUE_STATE;
  return isUnknown(cell) ? UNKNOWN_STATE + reasonIn(cell) : ABSENT_STATE;
}

const reasonIn = (cell: number): number => Math.min(reasonNumber(cell), MAX_REASON);

/** Reads the presence of a column into 60 cells: 0 for a value. Gives the number of values. */
export function readPresence(
  input: ByteReader,
  presence: number,
  reported: Uint8Array,
  cells: Float64Array,
): number {
  if (presence === PRESENCE.runs) return readRuns(input, cells);
  if (presence > PRESENCE.absent) throw new DamagedBlock('The block has a column of an unknown form.');
  const cell =
    presence === PRESENCE.unknown ? UNKNOWN - input.byte() : presence === PRESENCE.absent ? ABSENT : 0;
  let count = 0;
  for (let second = 0; second < SECONDS; second += 1) {
    cells[second] = reported[second] ? cell : ABSENT;
    if (reported[second]) count += 1;
  }
  return cell === 0 ? count : 0;
}

function readRuns(input: ByteReader, cells: Float64Array): number {
  let count = 0;
  for (let second = 0; second < SECONDS; ) {
    const state = input.varint();
    const length = input.byte();
    if (length === 0 || second + length > SECONDS || state > UNKNOWN_STATE + MAX_REASON) {
      throw new DamagedBlock('The block has a column with impossible run lengths.');
    }
    const cell =
      state === ABSENT_STATE ? ABSENT : state === VALUE_STATE ? 0 : UNKNOWN - (state - UNKNOWN_STATE);
    cells.fill(cell, second, second + length);
    if (state === VALUE_STATE) count += length;
    second += length;
  }
  return count;
}
