import { TIER_STEP_MS } from '../block.ts';
import type { SpanTimes } from './due-spans.ts';

const STEP_MS = TIER_STEP_MS['15m'];

/** When quarters of an hour are made of their minutes. Until then questions make them of these. */
export const QUARTER_TIMES: SpanTimes = {
  spanMs: STEP_MS,
  settleMs: 120_000,
  spreadS: 600,
  lateMs: 30_000,
};

/** Start of the quarter of an hour that has a time; both are milliseconds since the epoch. */
export const quarterStart = (at: number): number => Math.floor(at / STEP_MS) * STEP_MS;
