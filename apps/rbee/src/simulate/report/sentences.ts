import type { Counts, Window } from './tally.ts';

/** Event-loop lag above which the figures are not reliable, milliseconds. */
const LATE_MS = 100;
/** Number of notes to print, the most frequent first. */
const MOST_TOLD = 3;

export interface Standing {
  readonly up: number;
  readonly connected: number;
}

/** Report lines of a window: one line of rates, then one line per note or warning. */
export function linesOn(window: Window, seconds: number, { up, connected }: Standing): string[] {
  const each = (count: number): string => `${rate(count / seconds)}/s`;
  const figures = [
    `${up} hives up, ${connected} connected`,
    `sent ${each(window.sent)}`,
    `accepted ${each(window.accepted)}`,
    `refused ${each(window.refused)}`,
    `failed ${each(window.failed)}`,
    ...(window.heldBack > 0 ? [`held back ${each(window.heldBack)}`] : []),
    `loop lag ${Math.round(window.lagMs)} ms`,
  ];
  const told = [...window.notes].sort(([, a], [, b]) => b - a).slice(0, MOST_TOLD);
  const notes = told.map(([reason, count]) => `  ${count} times: ${reason}`);
  return [figures.join('  '), ...notes, ...bottleneckLines(window)];
}

/** Warns when the simulator is the bottleneck: the figures then do not describe the queen. */
function bottleneckLines({ lagMs, skipped }: Window): string[] {
  const why = [
    ...(lagMs > LATE_MS ? [`its event loop was late by ${Math.round(lagMs)} ms`] : []),
    ...(skipped > 0 ? [`it skipped ${skipped} heartbeats because it was too late to send them`] : []),
  ];
  if (why.length === 0) return [];
  return [
    `  The simulator itself is the bottleneck: ${why.join(', and ')}. Reduce the load, or give the simulator its own core.`,
  ];
}

/** The last line. */
export function summary(total: Counts, seconds: number, worstLagMs: number): string {
  const { sent, accepted, refused, failed, heldBack, skipped } = total;
  return [
    `In ${Math.round(seconds)} s: ${sent} sent, ${accepted} accepted, ${refused} refused, ${failed} failed`,
    ...(heldBack > 0 ? [`${heldBack} held back`] : []),
    ...(skipped > 0 ? [`${skipped} skipped because the simulator was late`] : []),
    `loop lag at most ${Math.round(worstLagMs)} ms.`,
  ].join(', ');
}

const rate = (value: number): string =>
  value >= 100 || value === 0 ? String(Math.round(value)) : value.toFixed(1);
