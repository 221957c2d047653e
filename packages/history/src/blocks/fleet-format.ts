import type { FieldName } from '../fields.ts';
import { ByteWriter } from './byte-writer.ts';
import { DamagedBlock } from './damaged-block.ts';
import { fieldOf, fieldOfNumber } from './field-table.ts';
import { MAX_NAMES } from './fleet-names.ts';
import { NumberPacker } from './number-packer.ts';
import { begin, KIND, seal, unseal } from './sealed.ts';
import { unpackNumbers } from './unpack-numbers.ts';

/** What one field was of every worker or every GPU of the fleet in a minute or a longer time. */
export interface FleetColumn {
  /** Start and length, milliseconds. */
  readonly start: number;
  readonly step: number;
  readonly by: 'worker' | 'gpu';
  readonly field: FieldName;
  /** Numbers of the names (`FleetNames`), ascending; the other lists have an entry for each. */
  readonly numbers: Float64Array;
  /** Number of seconds with a value. */
  readonly counts: Float64Array;
  /** The largest value and the sum of the values, times the scale of the field: whole numbers, so that sums of sums are exact. */
  readonly maxima: Float64Array;
  readonly sums: Float64Array;
}

const KINDS = ['worker', 'gpu'] as const;

const out = new ByteWriter();
const packer = new NumberPacker();

/** A column as bytes: four lists of packed numbers, about 3.5 bytes an entry, and some bits for one that is 0 throughout. */
export function encodeFleet(column: FleetColumn): Uint8Array {
  const { by, field, numbers, counts, maxima, sums } = column;
  begin(out);
  out.varint(column.start);
  out.varint(column.step);
  out.byte(KINDS.indexOf(by));
  out.byte(fieldOf(by, field).number);
  out.varint(numbers.length);
  for (const list of [numbers, counts, maxima, sums]) {
    out.byte(packer.plan(list, numbers.length, 1));
    packer.write(out);
  }
  return seal(out, KIND.fleet);
}

/** The column of such bytes. Throws a `DamagedBlock` if they are not such ones. */
export const decodeFleet = (bytes: Uint8Array): FleetColumn =>
  readFleet(bytes, (_, length) => new Float64Array(length));

const lists = [0, 1, 2, 3].map(() => new Float64Array(0));

/** The same, with lists that the next call uses again: a day has a gigabyte of them. */
export const decodeFleetBriefly = (bytes: Uint8Array): FleetColumn =>
  readFleet(bytes, (index, length) => {
    const list = lists[index] as Float64Array;
    if (list.length >= length) return list.subarray(0, length);
    lists[index] = new Float64Array(2 * length);
    return lists[index].subarray(0, length);
  });

function readFleet(bytes: Uint8Array, listOf: (index: number, length: number) => Float64Array): FleetColumn {
  const input = unseal(bytes, KIND.fleet);
  const start = input.varint();
  const step = input.varint();
  const by = KINDS[input.byte()];
  const field = by && fieldOfNumber(by, input.byte());
  if (!by || !field) throw new DamagedBlock('The block has an unknown field.');
  const length = input.varint();
  if (length > MAX_NAMES) throw new DamagedBlock('The block has too many names.');
  const [numbers, counts, maxima, sums] = [0, 1, 2, 3].map((index) => {
    const list = listOf(index, length);
    unpackNumbers(input, input.byte(), length, 1, list);
    return list;
  }) as [Float64Array, Float64Array, Float64Array, Float64Array];
  if (input.left > 0 || !areNumbers(numbers)) throw new DamagedBlock('The block has impossible names.');
  return { start, step, by, field, numbers, counts, maxima, sums };
}

/** Ascending, and each a position that an array can have. */
function areNumbers(list: Float64Array): boolean {
  let before = -1;
  for (let i = 0; i < list.length; i += 1) {
    const number = list[i] as number;
    if (!(number > before && number === Math.floor(number))) return false;
    before = number;
  }
  return before < MAX_NAMES;
}
