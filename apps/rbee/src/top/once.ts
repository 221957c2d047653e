import type { Clock } from '@rbee/hive';
import type { FleetState } from '@rbee/queen-rbee-sdk';
import { pause } from '../time/index.ts';
import type { FleetWatch } from './fleet-watch.ts';
import { type Scene, sceneHead, tableLines } from './frame.ts';
import type { Paint } from './palette.ts';

/** Longest time that a queen has to answer, and then to send what it knows, milliseconds. */
const ANSWER_MS = 5_000;
const FLEET_MS = 10_000;
/** The whole fleet is there when all hives that report are, and nothing more has come for this time. */
const QUIET_MS = 200;
const CHECK_MS = 50;

/** The fleet once it has arrived, or why it did not. */
export type Arrival =
  | { readonly kind: 'fleet'; readonly state: FleetState }
  | { readonly kind: 'none'; readonly reason: string }
  /** The queen does not know who asks ([A7]). */
  | { readonly kind: 'refused' }
  /** Somebody stopped the program before. */
  | { readonly kind: 'stopped' };

/** Waits until a watch has the whole fleet of the queen. */
export async function arrival(watch: FleetWatch, clock: Clock, stop: AbortSignal): Promise<Arrival> {
  const began = clock.monotonic();
  let hives: FleetState['hives'] | undefined;
  let changedMs = began;
  while (!stop.aborted) {
    const state = watch.getState();
    const now = clock.monotonic();
    if (state.hives !== hives) {
      hives = state.hives;
      changedMs = now;
    }
    const { queen, connection } = state;
    if (connection.state === 'unauthorized') return { kind: 'refused' };
    if (queen === null) {
      if (connection.error !== null || now - began >= ANSWER_MS)
        return { kind: 'none', reason: connection.error ?? `no answer within ${ANSWER_MS / 1_000} s` };
    } else {
      const isWhole = now - changedMs >= QUIET_MS && hasAll(state);
      if (isWhole || now - began >= FLEET_MS) return { kind: 'fleet', state };
    }
    await pause(clock, CHECK_MS, stop);
  }
  return { kind: 'stopped' };
}

const hasAll = ({ hives, queen }: FleetState): boolean => {
  const known = new Set(hives.map(({ hive_id }) => hive_id));
  return (queen?.hive_ids ?? []).every((id) => known.has(id));
};

/** The whole table as lines of text. */
export function onceLines(scene: Scene, width: number, paint: Paint): readonly string[] {
  const part = { first: 0, page: scene.rows.rows.length };
  const lines = [...sceneHead(scene, width, paint), ...tableLines(scene, part, width, paint)];
  return lines.map(({ text }) => text.trimEnd());
}
