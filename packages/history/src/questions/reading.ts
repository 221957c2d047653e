import type { RolledPoint } from '../block.ts';
import { type Cell, isUnknown, isValue, reasonNumber, reasonOf } from '../cells.ts';

/** A figure at one time: its value, or the reason why it is unknown ([W2]); null if it was not reported. */
export type Reading = { readonly value: number } | { readonly unknown: string } | null;

/** The figure of one second. */
export function readingOfCell(cell: Cell | undefined): Reading {
  if (cell === undefined) return null;
  if (isValue(cell)) return { value: cell };
  return isUnknown(cell) ? { unknown: reasonOf(reasonNumber(cell)) } : null;
}

/** The mean of a rolled-up point. */
export function readingOfPoint(point: RolledPoint | undefined): Reading {
  if (point === undefined) return null;
  if (point.count > 0) return { value: Math.round((point.sum / point.count) * 100) / 100 };
  return point.unknown > 0 ? { unknown: reasonOf(point.reason) } : null;
}
