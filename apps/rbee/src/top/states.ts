import type { HiveReport, WorkerState } from '@rbee/queen-rbee-sdk';
import { span, spanInWords } from './amounts.ts';
import type { Tone } from './palette.ts';
import type { Ages } from './table.ts';

/** What the state of a worker means. */
export const STATE_TONES: Readonly<Record<WorkerState, Tone>> = {
  busy: 'busy',
  idle: 'good',
  starting: 'warning',
  sleeping: 'stale',
  stuck: 'bad',
  unknown: 'warning',
  late: 'stale',
  silent: 'stale',
};

/** The tone of a name or figure in that state: greyed if the hive is late. */
export const toneIn = (state: WorkerState | HiveReport): Tone => (state === 'late' ? 'stale' : 'plain');

/** A state as the tables show it: a late one with the age of its figures. */
export function stateText(state: WorkerState | HiveReport, lastUpdate: string, ages: Ages): string {
  const seconds = state === 'late' ? ages.secondsSince(lastUpdate) : undefined;
  return seconds === undefined ? state : `${state} ${span(seconds)}`;
}

/** What stands instead of figures that are not those of now: since when the hive is silent; undefined if it reports. */
export function silentNote(
  state: WorkerState | HiveReport,
  lastUpdate: string,
  ages: Ages,
): string | undefined {
  if (state !== 'silent') return undefined;
  const seconds = ages.secondsSince(lastUpdate);
  return seconds === undefined ? 'stopped reporting' : `stopped reporting ${spanInWords(seconds)} ago`;
}
