import type { SecondsBlock } from '../block.ts';
import { UNKNOWN } from '../cells.ts';
import type { Want } from '../store-reader.ts';
import type { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { DamagedBlock } from './damaged-block.ts';
import { type Directories, readDirectory, writeDirectory } from './directories.ts';
import { scalesOf } from './field-table.ts';
import { NumberPacker } from './number-packer.ts';
import { PRESENCE, presenceOf, readPresence, SECONDS, writePresence } from './presence.ts';
import { begin, KIND, seal, unseal } from './sealed.ts';
import { select } from './selection.ts';
import { skipNumbers, unpackNumbers } from './unpack-numbers.ts';
import { COLUMN, type WholeColumns, wholeColumnsOf } from './whole-columns.ts';

/** The low bits of a column's first byte are the mode of its numbers, the others its presence. */
const MODE_BITS = 4;
const MODE_MASK = (1 << MODE_BITS) - 1;

const out = new ByteWriter();
const packer = new NumberPacker();
/** The values of one column; used within one call only. */
const values = new Float64Array(SECONDS);

/**
 * The minute of a hive as bytes. Values are rounded to the decimals of `FIELDS`; those too large for that are kept as they are. Without
 * `directories` the bytes stand alone. Throws a `RangeError` for a block that is none: cells that are not 60, a field of another kind.
 */
export function encodeSeconds(block: SecondsBlock, directories?: Directories): Uint8Array {
  const { reported, columns } = block;
  if (reported.length !== SECONDS) throw new RangeError('A block of seconds has 60 of them.');
  begin(out);
  writeDirectory(out, block, directories);
  out.varint(block.start);
  out.varint(block.interval_ms);
  writeReported(reported);
  const scales = scalesOf(block.entities, columns);
  const whole = wholeColumnsOf(block);
  for (let i = 0; i < columns.length; i += 1) {
    const form = whole?.forms[i] ?? COLUMN.none;
    if (!whole || form === COLUMN.none) writeColumn(block.cells[i], reported, scales[i] as number);
    else writeWhole(whole, i * whole.count, form);
  }
  return seal(out, KIND.seconds);
}

function writeWhole({ numbers, count }: WholeColumns, first: number, form: number): void {
  const mode =
    form === COLUMN.constant || count === 0
      ? packer.planConstant(numbers[first] ?? 0, count)
      : packer.planWhole(numbers, first, count);
  out.byte((PRESENCE.asReported << MODE_BITS) | mode);
  packer.write(out);
}

function writeColumn(cells: Float64Array | undefined, reported: Uint8Array, scale: number): void {
  if (cells?.length !== SECONDS) throw new RangeError('A block of seconds has 60 cells for each column.');
  let count = 0;
  let plain = true;
  for (let second = 0; second < SECONDS; second += 1) {
    const cell = cells[second] as number;
    const hasValue = cell > UNKNOWN;
    if (hasValue) {
      values[count] = cell;
      count += 1;
    }
    if (hasValue !== (reported[second] !== 0) || (!hasValue && cell <= UNKNOWN)) plain = false;
  }
  const mode = packer.plan(values, count, scale);
  const presence = plain ? PRESENCE.asReported : presenceOf(cells, reported);
  out.byte((presence << MODE_BITS) | mode);
  writePresence(out, presence, cells);
  packer.write(out);
}

/**
 * The block of such bytes. With `want` it has only those columns (and all entities); the others are skipped. Throws a `DamagedBlock`
 * if the bytes are not such ones, or if they need a directory that `directories` has not.
 */
export function decodeSeconds(bytes: Uint8Array, want?: Want, directories?: Directories): SecondsBlock {
  const input = unseal(bytes, KIND.seconds);
  const directory = readDirectory(input, directories);
  const start = input.varint();
  const interval_ms = input.varint();
  const reported = readReported(input);
  // A column has at least a byte, so that the memory for its cells is bounded by the length of the block.
  if (directory.columns.length > input.left) throw new DamagedBlock('The block is shorter than it says.');
  const { columns, wanted, isToEnd } = select(directory, want);
  const scales = scalesOf(directory.entities, directory.columns);
  const seconds = sum(reported);
  const all = roomFor(columns.length * SECONDS);
  const cells: Float64Array[] = [];
  for (let i = 0; i < wanted.length; i += 1) {
    if (wanted[i]) {
      const at = cells.length * SECONDS;
      const column = all.subarray(at, at + SECONDS);
      readColumn(input, reported, scales[i] as number, column);
      cells.push(column);
    } else skipColumn(input, reported, seconds);
  }
  if (isToEnd && input.left > 0) throw new DamagedBlock('The block is longer than it says.');
  const { hive_id, entities } = directory;
  return { hive_id, start, interval_ms, entities, columns, reported, cells };
}

/** Cells of blocks of which a reader wants few columns have memory together: to make some for each takes longer than to read it. */
const SHARED_CELLS = 16_384;
const FEW_CELLS = 1_024;
let shared = new Float64Array(0);

function roomFor(cells: number): Float64Array {
  if (cells > FEW_CELLS) return new Float64Array(cells);
  if (cells > shared.length) shared = new Float64Array(SHARED_CELLS);
  const room = shared.subarray(0, cells);
  shared = shared.subarray(cells);
  return room;
}

function readColumn(input: ByteReader, reported: Uint8Array, scale: number, cells: Float64Array): void {
  const head = input.byte();
  const mode = head & MODE_MASK;
  const count = readPresence(input, head >> MODE_BITS, reported, cells);
  if (count === SECONDS) {
    unpackNumbers(input, mode, count, scale, cells);
    return;
  }
  unpackNumbers(input, mode, count, scale, values);
  let next = 0;
  for (let second = 0; second < SECONDS; second += 1) {
    if (cells[second] !== 0) continue;
    cells[second] = values[next] as number;
    next += 1;
  }
}

/** Presence of a column that is skipped; nobody reads it. */
const skipped = new Float64Array(SECONDS);

function skipColumn(input: ByteReader, reported: Uint8Array, seconds: number): void {
  const head = input.byte();
  const presence = head >> MODE_BITS;
  const count = presence === PRESENCE.asReported ? seconds : readPresence(input, presence, reported, skipped);
  skipNumbers(input, head & MODE_MASK, count);
}

function writeReported(reported: Uint8Array): void {
  for (let first = 0; first < SECONDS; first += 8) {
    let bits = 0;
    for (let i = 0; i < 8; i += 1) if (reported[first + i]) bits |= 1 << i;
    out.byte(bits);
  }
}

function readReported(input: ByteReader): Uint8Array {
  const bits = input.raw(Math.ceil(SECONDS / 8));
  const reported = new Uint8Array(SECONDS);
  for (let second = 0; second < SECONDS; second += 1) {
    reported[second] = ((bits[second >> 3] as number) >> (second & 7)) & 1;
  }
  return reported;
}

function sum(reported: Uint8Array): number {
  let seconds = 0;
  for (let second = 0; second < SECONDS; second += 1) seconds += reported[second] as number;
  return seconds;
}
