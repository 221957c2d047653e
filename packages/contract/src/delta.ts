/** A value of JSON (RFC 8259). */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/**
 * What changed between two samples of one hive ([S11]): pairs of the number of leaves that are passed over and the change of
 * the next one. A leaf is a string, a number, a truth value, null, or an empty list or object; leaves are counted in the order
 * of the sample that is known.
 *
 * A change is the new value, but for two kinds that mostly grow by the same again and again: between two whole numbers it is
 * their difference, and between two times in the form of `Date.prototype.toISOString` the milliseconds between them.
 */
export type Changes = readonly (string | number | boolean | null)[];

type Leaf = string | number | boolean | null;

/** The changes from one sample to the next; null where they differ in more than leaves, so that the next one must be told whole. */
export function changesBetween(before: Json, after: Json): Changes | null {
  const changes: Leaf[] = [];
  let passed = 0;
  const leaf = (old: Leaf, next: Leaf): boolean => {
    if (old === next) {
      passed += 1;
      return true;
    }
    const change = fits(old, next) ? changeOf(old, next) : undefined;
    if (change === undefined) return false;
    changes.push(passed, change);
    passed = 0;
    return true;
  };
  const walk = (old: Json, next: Json): boolean => {
    if (!isBranch(old) || !isBranch(next)) return !isBranch(old) && !isBranch(next) && leaf(old, next);
    if (Array.isArray(old) !== Array.isArray(next)) return false;
    const nextKeys = Object.keys(next);
    let place = 0;
    for (const key in old) {
      if (key !== nextKeys[place] || !walk(childOf(old, key), childOf(next, key))) return false;
      place += 1;
    }
    if (place === 0 && nextKeys.length === 0) passed += 1;
    return place === nextKeys.length;
  };
  return walk(before, after) ? changes : null;
}

/**
 * The sample after those changes. What did not change keeps its identity.
 *
 * @throws RangeError when the changes are not of such a sample.
 */
export function applyChanges(before: Json, changes: Changes): Json {
  let at = 0;
  let left = changes.length > 0 ? Number(changes[0]) : Number.POSITIVE_INFINITY;
  const walk = (old: Json): Json => {
    if (isLeaf(old)) {
      if (left > 0) {
        left -= 1;
        return old;
      }
      const next = changed(old, changes[at + 1]);
      at += 2;
      left = at < changes.length ? Number(changes[at]) : Number.POSITIVE_INFINITY;
      return next;
    }
    if (Array.isArray(old)) {
      const next = old.map(walk);
      return next.every((it, index) => it === old[index]) ? old : next;
    }
    return walkObject(old as { readonly [key: string]: Json }, walk);
  };
  const after = walk(before);
  if (at !== changes.length) throw new RangeError('the changes are of another sample');
  return after;
}

function walkObject(old: { readonly [key: string]: Json }, walk: (value: Json) => Json): Json {
  let next: Record<string, Json> | undefined;
  for (const key of Object.keys(old)) {
    const value = childOf(old, key);
    const changedTo = walk(value);
    if (changedTo === value) continue;
    next ??= { ...old };
    next[key] = changedTo;
  }
  return next ?? old;
}

const childOf = (parent: Json, key: string): Json =>
  (parent as { readonly [key: string]: Json })[key] as Json;

/** A list or an object, which may be empty. */
const isBranch = (value: Json): value is Exclude<Json, Leaf> => typeof value === 'object' && value !== null;

const isEmpty = (value: Json): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0;

const isLeaf = (value: Json): boolean => typeof value !== 'object' || value === null || isEmpty(value);

/** Whether a change can lead from one leaf to the other: their types are alike, or one of them is null. */
const fits = (old: Leaf, next: Leaf): boolean => typeof old === typeof next || old === null || next === null;

/** The change from one leaf to another; undefined between whole numbers so far apart that it would not be exact. */
export function changeOf(old: Leaf, next: Leaf): Leaf | undefined {
  if (Number.isSafeInteger(old) && Number.isSafeInteger(next)) {
    const difference = (next as number) - (old as number);
    return Number.isSafeInteger(difference) ? difference : undefined;
  }
  const from = timeOf(old);
  const to = from === null ? null : timeOf(next);
  return from === null || to === null ? next : to - from;
}

function changed(old: Json, change: Leaf | undefined): Leaf {
  if (change === undefined || (typeof old === 'object' && old !== null)) {
    throw new RangeError('the changes are of another sample');
  }
  if (typeof old === 'string' && typeof change === 'number') {
    const ms = (timeOf(old) ?? Number.NaN) + change;
    if (!(Math.abs(ms) <= MOST_MS)) throw new RangeError('the changes are of another sample');
    return new Date(ms).toISOString();
  }
  if (Number.isSafeInteger(old) && Number.isSafeInteger(change)) return (old as number) + (change as number);
  if (!fits(old as Leaf, change)) throw new RangeError('the changes are of another sample');
  return change;
}

/** As far from the epoch as a `Date` goes (ECMA-262), milliseconds. */
const MOST_MS = 8.64e15;

const ISO = /^(\d{4})-(0[1-9]|1[0-2])-([0-3]\d)T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

/** Milliseconds since the epoch of a time in the form of `toISOString`; null for anything else. */
function timeOf(value: Json): number | null {
  if (typeof value !== 'string') return null;
  const day = ISO.exec(value)?.[3];
  if (day === undefined) return null;
  const date = new Date(value);
  // A day that no month has is read as one of the next month.
  return date.getUTCDate() === Number(day) ? date.getTime() : null;
}
