/**
 * One value of a series as a number. `ABSENT` (not a number): there was no sample, or it had no such figure. At most `UNKNOWN`:
 * the figure is unknown ([W2]), see `unknownCell`. Everything else is the value.
 */
export type Cell = number;

/** The cell of a second without a value: nothing was reported. */
export const ABSENT: Cell = Number.NaN;

/** Every cell up to this number is an unknown figure. No value of the wire is that small. */
export const UNKNOWN = -(2 ** 52);

/** Reasons by their number in a cell. The numbers are in files: append only. */
const REASONS: readonly string[] = [
  'first_sample',
  'permission',
  'pid_namespace',
  'mig',
  'wddm',
  'driver_unsupported',
  'driver_error',
  'not_exposed',
  'timeout',
  'unified_memory',
  'asleep',
];

/** Number of a reason that is not in the list: one of a later version of the wire. */
const OTHER_REASON = 255;

const NUMBERS: ReadonlyMap<string, number> = new Map(REASONS.map((reason, number) => [reason, number]));

/** The cell of an unknown figure. A reason that this version does not know becomes `other`. */
export const unknownCell = (reason: string): Cell => UNKNOWN - (NUMBERS.get(reason) ?? OTHER_REASON);

/** True for the cell of an unknown figure. */
export const isUnknown = (cell: Cell): boolean => cell <= UNKNOWN;

/** True for a cell that has a value. */
export const isValue = (cell: Cell): boolean => cell > UNKNOWN;

/** Number of the reason of an unknown cell, 0 to 255. */
export const reasonNumber = (cell: Cell): number => UNKNOWN - cell;

/** The reason with a number. */
export const reasonOf = (number: number): string => REASONS[number] ?? 'other';
