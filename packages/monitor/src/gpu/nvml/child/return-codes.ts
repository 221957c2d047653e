import type { UnknownReason } from '@rbee/contract';

/** Return codes of NVML (`nvmlReturn_t`) that are told apart here. */
export const CODES = {
  success: 0,
  invalidArgument: 2,
  notSupported: 3,
  noPermission: 4,
  notFound: 6,
  insufficientSize: 7,
  driverNotLoaded: 9,
  timeout: 10,
  libraryNotFound: 12,
  functionNotFound: 13,
  gpuIsLost: 15,
  libraryMismatch: 18,
  noData: 21,
  wrongVersion: 25,
  deprecated: 26,
} as const;

const REASONS: ReadonlyMap<number, UnknownReason> = new Map([
  [CODES.notSupported, 'not_exposed'],
  [CODES.functionNotFound, 'not_exposed'],
  [CODES.noData, 'not_exposed'],
  [CODES.wrongVersion, 'not_exposed'],
  [CODES.deprecated, 'not_exposed'],
  [CODES.noPermission, 'permission'],
  [CODES.timeout, 'timeout'],
  [CODES.driverNotLoaded, 'driver_unsupported'],
  [CODES.libraryNotFound, 'driver_unsupported'],
  [CODES.libraryMismatch, 'driver_unsupported'],
]);

/** The reason of [W2] for a call that returned this code. */
export const reasonOfCode = (code: number): UnknownReason => REASONS.get(code) ?? 'driver_error';

/** True if the driver has no such call, or the card does not support it. */
export const isAbsent = (code: number): boolean => REASONS.get(code) === 'not_exposed';
