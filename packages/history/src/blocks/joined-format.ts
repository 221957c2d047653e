import type { RolledBlock } from '../block.ts';
import type { Range, Want } from '../store-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { DamagedBlock } from './damaged-block.ts';
import { type Directories, readDirectory, writeDirectory } from './directories.ts';
import { scalesOf } from './field-table.ts';
import { MAX_JOINED, readSeries, skipSeries, writeSeries } from './joined-series.ts';
import { readLists, writeLists } from './number-lists.ts';
import { begin, KIND, seal, unseal } from './sealed.ts';
import { select } from './selection.ts';

const out = new ByteWriter();
const positions = new Float64Array(MAX_JOINED);
const expected = new Float64Array(MAX_JOINED);
const reported = new Float64Array(MAX_JOINED);

/**
 * Rolled-up blocks of a hive as bytes, series by series: they take half of what each takes alone. They have the same step, the same
 * `entities` and `columns`, and are in order of time. Throws a `RangeError` for others, or more than `MAX_JOINED`.
 */
export function encodeJoined(blocks: readonly RolledBlock[], directories?: Directories): Uint8Array {
  const first = firstOf(blocks);
  begin(out);
  writeDirectory(out, first, directories);
  out.varint(first.start);
  out.varint(first.step);
  out.varint(blocks.length);
  blocks.forEach((it, i) => {
    positions[i] = (it.start - first.start) / first.step;
    expected[i] = it.expected;
    reported[i] = it.reported;
  });
  writeLists(out, 0, [positions, expected, reported], blocks.length);
  const scales = scalesOf(first.entities, first.columns);
  for (let column = 0; column < first.columns.length; column += 1) {
    writeSeries(out, blocks, column, scales[column] as number);
  }
  return seal(out, KIND.joined);
}

function firstOf(blocks: readonly RolledBlock[]): RolledBlock {
  const [first] = blocks;
  if (first === undefined || blocks.length > MAX_JOINED) {
    throw new RangeError(`From one to ${MAX_JOINED} blocks are joined.`);
  }
  blocks.forEach((it, i) => {
    const isInOrder = i === 0 || it.start > (blocks[i - 1] as RolledBlock).start;
    const isAlike = it.columns === first.columns && it.entities === first.entities && it.step === first.step;
    if (!isInOrder || !isAlike) throw new RangeError('Only blocks of the same columns are joined.');
  });
  return first;
}

/**
 * The blocks of such bytes that start in a range; what `decodeSeconds` says of `want`, `directories` and errors holds here too.
 */
export function decodeJoined(
  bytes: Uint8Array,
  range: Range,
  want?: Want,
  directories?: Directories,
): RolledBlock[] {
  const input = unseal(bytes, KIND.joined);
  const directory = readDirectory(input, directories);
  const first = input.varint();
  const step = input.varint();
  const count = input.varint();
  if (count < 1 || count > MAX_JOINED) throw new DamagedBlock('The block has an impossible number of parts.');
  readLists(input, input.byte() & 0xf, [positions, expected, reported], count);
  if (!isAscending(positions, count)) throw new DamagedBlock('The block has parts that are not in order.');
  const { columns, wanted, isToEnd } = select(directory, want);
  const { hive_id, entities } = directory;
  const blocks = Array.from({ length: count }, (_, i) => ({
    hive_id,
    start: first + (positions[i] as number) * step,
    step,
    expected: expected[i] as number,
    reported: reported[i] as number,
    entities,
    columns,
    points: [],
  }));
  // A series has at least a byte, so that memory is bounded by the length of the block.
  if (directory.columns.length > input.left) throw new DamagedBlock('The block is shorter than it says.');
  const scales = scalesOf(entities, directory.columns);
  for (let i = 0; i < wanted.length; i += 1) {
    if (wanted[i]) readSeries(input, blocks, scales[i] as number);
    else skipSeries(input, count);
  }
  if (isToEnd && input.left > 0) throw new DamagedBlock('The block is longer than it says.');
  return blocks.filter(({ start }) => start >= range.from && start < range.to);
}

function isAscending(list: Float64Array, count: number): boolean {
  let before = -1;
  for (let i = 0; i < count; i += 1) {
    const position = list[i] as number;
    if (!(position > before && position < MAX_JOINED && Number.isInteger(position))) return false;
    before = position;
  }
  return true;
}
