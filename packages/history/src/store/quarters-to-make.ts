import { crc32 } from 'node:zlib';
import { TIER_STEP_MS } from '../block.ts';
import type { HiveSpan } from './rolled-file.ts';

const STEP_MS = TIER_STEP_MS['15m'];
/** Time after its end at which the last minute of a quarter has been written. */
const LAST_MINUTE_MS = 120_000;
/** The quarters of many hives are made one after the other over this time. Until then questions make them of their minutes. */
const SPREAD_S = 600;
/** Time in which late samples of a quarter are awaited, before it is made anew. */
const LATE_MS = 30_000;

/** Start of the quarter of an hour that has a time; both are milliseconds since the epoch. */
export const quarterStart = (at: number): number => Math.floor(at / STEP_MS) * STEP_MS;

/** Which quarters of an hour are to be made of their minutes, and when. */
export class QuartersToMake {
  readonly #quarters = new Map<string, { readonly quarter: HiveSpan; readonly dueAt: number }>();

  /** Adds a quarter, one of whose minutes was written. */
  add(quarter: HiveSpan, now: number): void {
    const key = keyOf(quarter);
    if (this.#quarters.has(key)) return;
    const spread = (crc32(quarter.hiveId) % SPREAD_S) * 1_000;
    const dueAt = Math.max(quarter.start + STEP_MS + LAST_MINUTE_MS + spread, now + LATE_MS);
    this.#quarters.set(key, { quarter, dueAt });
  }

  /** Up to so many quarters that are due. They stay until they are made. */
  due(now: number, most: number): HiveSpan[] {
    const due: HiveSpan[] = [];
    for (const { quarter, dueAt } of this.#quarters.values()) {
      if (dueAt <= now) due.push(quarter);
      if (due.length === most) break;
    }
    return due;
  }

  isMade(quarter: HiveSpan): void {
    this.#quarters.delete(keyOf(quarter));
  }
}

const keyOf = ({ hiveId, start }: HiveSpan): string => `${start} ${hiveId}`;
