import type { HiveEvent, HiveHealth, HiveTelemetry, QueenHeartbeat } from '@rbee/contract';
import type { FleetState, HiveState, StreamEvent } from '../state.ts';

/** The part of the state that comes from events. */
export type Fleet = Pick<FleetState, 'queen' | 'hives'>;

/** The fleet before the first event. */
export const EMPTY_FLEET: Fleet = { queen: null, hives: [] };

/**
 * The fleet after an event. Parts that the event does not change keep their identity, the whole fleet too.
 * Events of workers ([S10]) and of lag ([S6]) change nothing here: telemetry carries the workers.
 */
export function foldEvent(fleet: Fleet, event: StreamEvent): Fleet {
  switch (event.type) {
    case 'hive_telemetry':
      return withHives(fleet, putHive(fleet.hives, hiveOf(event)));
    case 'queen':
      return foldQueen(fleet, event);
    case 'up':
    case 'degraded':
    case 'down':
    case 'forgotten':
      return withHives(fleet, foldHealth(fleet.hives, event));
    case 'reset':
      return withHives(fleet, keepOnly(fleet.hives, event.hive_ids));
    case 'started':
    case 'gone':
    case 'lag':
      return fleet;
  }
}

const withHives = (fleet: Fleet, hives: readonly HiveState[]): Fleet =>
  hives === fleet.hives ? fleet : { ...fleet, hives };

function hiveOf(event: { type: 'hive_telemetry' } & HiveTelemetry): HiveState {
  const { type, timestamp, health = 'healthy', ...rest } = event;
  return { ...rest, last_update: timestamp, health };
}

function putHive(hives: readonly HiveState[], hive: HiveState): readonly HiveState[] {
  const place = placeOf(hives, hive.hive_id);
  const known = hives[place];
  if (known?.hive_id !== hive.hive_id) return hives.toSpliced(place, 0, hive);
  return isSameSample(known, hive) ? hives : hives.with(place, hive);
}

/** True if the sample is known already: after a reconnect the queen sends the last one again ([S4]). */
const isSameSample = (known: HiveState, hive: HiveState): boolean =>
  known.last_update === hive.last_update && JSON.stringify(known) === JSON.stringify(hive);

/**
 * A beat lists the hives that are online ([S3]); every other hive is down. An older queen sends no event of
 * its own when a hive goes down.
 */
function foldQueen(fleet: Fleet, event: { type: 'queen' } & QueenHeartbeat): Fleet {
  const { type, ...queen } = event;
  const online = new Set(queen.hive_ids);
  const isAbsent = (hive: HiveState): boolean => hive.health !== 'down' && !online.has(hive.hive_id);
  if (!fleet.hives.some(isAbsent)) return { ...fleet, queen };
  return { queen, hives: fleet.hives.map((hive) => (isAbsent(hive) ? { ...hive, health: 'down' } : hive)) };
}

const HEALTH_AFTER: Readonly<Record<Exclude<HiveEvent['type'], 'forgotten'>, HiveHealth>> = {
  up: 'healthy',
  degraded: 'degraded',
  down: 'down',
};

function foldHealth(hives: readonly HiveState[], event: HiveEvent): readonly HiveState[] {
  const place = placeOf(hives, event.hive_id);
  const known = hives[place];
  if (known?.hive_id !== event.hive_id) return hives;
  if (event.type === 'forgotten') return hives.toSpliced(place, 1);
  const health = HEALTH_AFTER[event.type];
  if (known.health === health && known.last_update === event.last_update) return hives;
  return hives.with(place, { ...known, health, last_update: event.last_update });
}

function keepOnly(hives: readonly HiveState[], ids: readonly string[]): readonly HiveState[] {
  const kept = new Set(ids);
  return hives.every((hive) => kept.has(hive.hive_id))
    ? hives
    : hives.filter((hive) => kept.has(hive.hive_id));
}

/** Index at which a hive is, or belongs, among hives sorted by id in the order of code units (that of `<`). */
export function placeOf(hives: readonly { readonly hive_id: string }[], hiveId: string): number {
  let low = 0;
  let high = hives.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((hives[middle]?.hive_id ?? '') < hiveId) low = middle + 1;
    else high = middle;
  }
  return low;
}
