import type { Flat, Leaf } from './shape.ts';

/**
 * The changes between two JSON values of one shape ([S11], [L5]), as pairs: the number of leaves to pass over, and the change
 * of the next leaf. Leaves are strings, numbers, true, false, null, and empty lists and objects, in the order of the JSON text.
 *
 * The change between two whole numbers is their difference. Between two times in the form of `Date.prototype.toISOString` it is
 * the milliseconds between them. Otherwise it is the new value. Numbers and times mostly grow by the same amount in every
 * sample, so their differences compress well.
 */
export type Changes = readonly (string | number | boolean | null)[];

/**
 * The changes from one value to the next; null if the shapes differ or a difference would not be exact: the value must be sent
 * whole. `candidates` are the indexes of the leaves that can differ, in order; without it all leaves are compared.
 */
export function changesBetween(before: Flat, after: Flat, candidates?: readonly number[]): Changes | null {
  if (before.shape !== after.shape) return null;
  const changes: (string | number | boolean | null)[] = [];
  let next = 0;
  const count = candidates?.length ?? after.leaves.length;
  for (let number = 0; number < count; number += 1) {
    const index = candidates ? (candidates[number] as number) : number;
    const old = before.leaves[index];
    const value = after.leaves[index];
    if (old === value) continue;
    const change = diffLeaf(old, value);
    if (change === undefined) return null;
    changes.push(index - next, change);
    next = index + 1;
  }
  return changes;
}

/** A value to which changes were applied. */
export interface Applied {
  readonly after: Flat;
  /** Indexes of the leaves that the changes replaced, ascending. */
  readonly changed: readonly number[];
}

/**
 * Applies changes to a value; the result has the same shape. Null if the changes do not fit the value: they may come from the
 * network, so they are checked.
 */
export function applyChanges({ shape, leaves: old }: Flat, changes: Changes): Applied | null {
  if (changes.length % 2 !== 0) return null;
  const leaves = old.slice();
  const changed: number[] = [];
  let index = -1;
  for (let valueIndex = 1; valueIndex < changes.length; valueIndex += 2) {
    const passed = changes[valueIndex - 1];
    if (!Number.isSafeInteger(passed) || (passed as number) < 0) return null;
    index += (passed as number) + 1;
    if (index >= leaves.length) return null;
    const leaf = applyChange(leaves[index], changes[valueIndex]);
    if (leaf === undefined) return null;
    leaves[index] = leaf;
    changed.push(index);
  }
  return { after: { shape, leaves }, changed };
}

/** A leaf that can change: not an empty list or object. */
type Scalar = Exclude<Leaf, undefined>;

/** True if a change can lead from one leaf to the other: they have the same type, or one of them is null. */
const fits = (old: Leaf, next: Leaf): next is Scalar =>
  old !== undefined && next !== undefined && (typeof old === typeof next || old === null || next === null);

/** The change from one leaf to another; undefined if no change gives the exact value. */
function diffLeaf(old: Leaf, next: Leaf): Scalar | undefined {
  if (!fits(old, next)) return undefined;
  if (Number.isSafeInteger(old) && Number.isSafeInteger(next)) {
    const difference = (next as number) - (old as number);
    return Number.isSafeInteger(difference) ? difference : undefined;
  }
  const from = timeOf(old);
  const to = from === null ? null : timeOf(next);
  return from === null || to === null ? next : to - from;
}

/** The leaf after a change; undefined if the change does not fit. */
function applyChange(old: Leaf, change: Leaf): Scalar | undefined {
  if (Number.isSafeInteger(old) && Number.isSafeInteger(change)) return (old as number) + (change as number);
  if (typeof old === 'string' && typeof change === 'number') {
    const ms = (timeOf(old) ?? Number.NaN) + change;
    return Math.abs(ms) <= MAX_MS ? new Date(ms).toISOString() : undefined;
  }
  return fits(old, change) ? change : undefined;
}

/** Largest distance of a `Date` from the epoch (ECMA-262), milliseconds. */
const MAX_MS = 8.64e15;

const ISO = /^(\d{4})-(0[1-9]|1[0-2])-([0-3]\d)T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

/** Milliseconds since the epoch of a time in the form of `toISOString`; null for anything else. */
function timeOf(value: Leaf): number | null {
  if (typeof value !== 'string') return null;
  const day = ISO.exec(value)?.[3];
  if (day === undefined) return null;
  const date = new Date(value);
  // `Date` reads the 31st of a shorter month as a day of the next month.
  return date.getUTCDate() === Number(day) ? date.getTime() : null;
}
