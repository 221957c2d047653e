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
 * whole. `places` are the indexes of the leaves that can differ, in order; without it all leaves are compared.
 */
export function changesBetween(before: Flat, after: Flat, places?: readonly number[]): Changes | null {
  if (before.shape !== after.shape) return null;
  const changes: (string | number | boolean | null)[] = [];
  let next = 0;
  const count = places?.length ?? after.leaves.length;
  for (let index = 0; index < count; index += 1) {
    const at = places ? (places[index] as number) : index;
    const [old, value] = [before.leaves[at], after.leaves[at]];
    if (old === value) continue;
    const change = changeOf(old, value);
    if (change === undefined) return null;
    changes.push(at - next, change);
    next = at + 1;
  }
  return changes;
}

/**
 * Applies changes to a value; the result has the same shape.
 *
 * @throws RangeError if the changes do not fit the value.
 */
export function applyChanges({ shape, leaves: old }: Flat, changes: Changes): Flat {
  const leaves = old.slice();
  let change = 1;
  for (const at of changedLeaves(changes)) {
    if (at >= leaves.length) throw foreign();
    leaves[at] = changed(leaves[at], changes[change]);
    change += 2;
  }
  return { shape, leaves };
}

/**
 * The index of each changed leaf, in order.
 *
 * @throws RangeError if the list is not made of pairs that begin with a whole number.
 */
export function changedLeaves(changes: Changes): number[] {
  const indexes: number[] = [];
  let at = -1;
  if (changes.length % 2 !== 0) throw foreign();
  for (let index = 0; index < changes.length; index += 2) {
    const passed = changes[index];
    if (!Number.isSafeInteger(passed) || (passed as number) < 0) throw foreign();
    at += (passed as number) + 1;
    indexes.push(at);
  }
  return indexes;
}

const foreign = (): RangeError => new RangeError('the changes belong to another value');

/** True if a change can lead from one leaf to the other: they have the same type, or one of them is null. */
const fits = (old: Leaf, next: Leaf): boolean =>
  old !== undefined && next !== undefined && (typeof old === typeof next || old === null || next === null);

/** The change from one leaf to another; undefined if no change gives the exact value. */
function changeOf(old: Leaf, next: Leaf): Exclude<Leaf, undefined> | undefined {
  if (!fits(old, next)) return undefined;
  if (Number.isSafeInteger(old) && Number.isSafeInteger(next)) {
    const difference = (next as number) - (old as number);
    return Number.isSafeInteger(difference) ? difference : undefined;
  }
  const from = timeOf(old);
  const to = from === null ? null : timeOf(next);
  return from === null || to === null ? next : to - from;
}

function changed(old: Leaf, change: Leaf): Leaf {
  if (Number.isSafeInteger(old) && Number.isSafeInteger(change)) return (old as number) + (change as number);
  if (typeof old === 'string' && typeof change === 'number') {
    const ms = (timeOf(old) ?? Number.NaN) + change;
    if (!(Math.abs(ms) <= MAX_MS)) throw foreign();
    return new Date(ms).toISOString();
  }
  if (!fits(old, change)) throw foreign();
  return change;
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
