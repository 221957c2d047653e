import type { HiveEvent } from '@rbee/contract';
import type { FleetState, HiveState, StreamEvent } from '../state.ts';

/** The part of the state that comes from events. */
export type Fleet = Pick<FleetState, 'queen' | 'hives'>;

type TelemetryEvent = Extract<StreamEvent, { type: 'hive_telemetry' }>;
type BeatEvent = Extract<StreamEvent, { type: 'queen' }>;

/** The fleet before the first event. */
export const EMPTY_FLEET: Fleet = { queen: null, hives: [] };

/**
 * The fleet after an event. Parts that the event does not change keep their identity, the whole fleet too.
 * Events of workers ([S10]) and of lag ([S6]) change nothing here: telemetry carries the workers.
 */
export function applyEvent(fleet: Fleet, event: StreamEvent): Fleet {
  switch (event.type) {
    case 'hive_telemetry':
      return withHives(fleet, applyTelemetry(fleet.hives, event));
    case 'queen':
      return applyBeat(fleet, event);
    case 'up':
    case 'degraded':
    case 'down':
    case 'forgotten':
      return withHives(fleet, applyHealth(fleet.hives, event));
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

function applyTelemetry(hives: readonly HiveState[], event: TelemetryEvent): readonly HiveState[] {
  const { type, timestamp, health = 'healthy', ...rest } = event;
  const hive = { ...rest, last_update: timestamp, health };
  const index = sortedIndex(hives, hive.hive_id);
  const known = hives[index];
  if (known?.hive_id !== hive.hive_id) return hives.toSpliced(index, 0, hive);
  return isSameSample(known, hive) ? hives : hives.with(index, hive);
}

/** True if the sample is known already: after a reconnect the queen sends the last one again ([S4]). */
const isSameSample = (known: HiveState, hive: HiveState): boolean =>
  known.last_update === hive.last_update && isSameJson(known, hive);

/** False also for values that are nested so deeply that the stack overflows. */
function isSameJson(a: object, b: object): boolean {
  try {
    return JSON.stringify(a) === JSON.stringify(b);
  } catch {
    return false;
  }
}

/**
 * A beat lists the hives that are online ([S3]); every other hive is down. An older queen sends no event of
 * its own when a hive goes down.
 */
function applyBeat(fleet: Fleet, event: BeatEvent): Fleet {
  const { type, ...queen } = event;
  const online = new Set(queen.hive_ids);
  const isAbsent = (hive: HiveState): boolean => hive.health !== 'down' && !online.has(hive.hive_id);
  if (!fleet.hives.some(isAbsent)) return { ...fleet, queen };
  return { queen, hives: fleet.hives.map((hive) => (isAbsent(hive) ? { ...hive, health: 'down' } : hive)) };
}

function applyHealth(hives: readonly HiveState[], event: HiveEvent): readonly HiveState[] {
  const { type, hive_id, last_update } = event;
  const index = sortedIndex(hives, hive_id);
  const known = hives[index];
  if (known?.hive_id !== hive_id) return hives;
  if (type === 'forgotten') return hives.toSpliced(index, 1);
  const health = type === 'up' ? 'healthy' : type;
  if (known.health === health && known.last_update === last_update) return hives;
  return hives.with(index, { ...known, health, last_update });
}

function keepOnly(hives: readonly HiveState[], ids: readonly string[]): readonly HiveState[] {
  const known = new Set(ids);
  const kept = hives.filter((hive) => known.has(hive.hive_id));
  return kept.length === hives.length ? hives : kept;
}

/** Index at which a hive is, or belongs, among hives sorted by id in the order of code units (that of `<`). */
export function sortedIndex(hives: readonly { readonly hive_id: string }[], hiveId: string): number {
  let low = 0;
  let high = hives.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((hives[middle]?.hive_id ?? '') < hiveId) low = middle + 1;
    else high = middle;
  }
  return low;
}
