import type { HiveEvent, HiveHealth, QueenHeartbeat } from '@rbee/contract';
import type { FleetState, HiveState, StreamEvent } from '../state.ts';
import { HiveDraft } from './hive-draft.ts';

/** The part of the state that comes from events. */
export type Fleet = Pick<FleetState, 'queen' | 'hives'>;

type TelemetryEvent = Extract<StreamEvent, { type: 'hive_telemetry' }>;
type BeatEvent = Extract<StreamEvent, { type: 'queen' }>;

/** The fleet before the first event. */
export const EMPTY_FLEET: Fleet = { queen: null, hives: [] };

/**
 * The fleet after the events. Parts that they do not change keep their identity, the whole fleet too. Events of
 * workers ([S10]) and of lag ([S6]) change nothing here: telemetry carries the workers.
 */
export function applyEvents(fleet: Fleet, events: readonly StreamEvent[]): Fleet {
  const draft = new HiveDraft(fleet.hives);
  let { queen } = fleet;
  for (const event of events) {
    applyEvent(draft, event);
    if (event.type === 'queen') queen = totalsOf(event);
  }
  const hives = draft.done();
  return hives === fleet.hives && queen === fleet.queen ? fleet : { queen, hives };
}

function totalsOf({ type, ...queen }: BeatEvent): QueenHeartbeat {
  return queen;
}

function applyEvent(hives: HiveDraft, event: StreamEvent): void {
  switch (event.type) {
    case 'hive_telemetry':
      applyTelemetry(hives, event);
      break;
    case 'queen':
      applyBeat(hives, event);
      break;
    case 'up':
    case 'degraded':
    case 'down':
      applyHealth(hives, event, event.type === 'up' ? 'healthy' : event.type);
      break;
    case 'forgotten':
      hives.remove(event.hive_id);
      break;
    case 'reset':
      keepOnly(hives, event.hive_ids);
      break;
    case 'started':
    case 'gone':
    case 'lag':
      break;
    default:
      event satisfies never;
  }
}

function applyTelemetry(hives: HiveDraft, event: TelemetryEvent): void {
  const { type, timestamp, health = 'healthy', ...rest } = event;
  const hive = { ...rest, last_update: timestamp, health };
  const known = hives.get(hive.hive_id);
  if (known === undefined || !isSameSample(known, hive)) hives.set(hive);
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
function applyBeat(hives: HiveDraft, { hive_ids }: BeatEvent): void {
  const online = new Set(hive_ids);
  for (const hive of hives.all()) {
    if (hive.health !== 'down' && !online.has(hive.hive_id)) hives.set({ ...hive, health: 'down' });
  }
}

function applyHealth(hives: HiveDraft, { hive_id, last_update }: HiveEvent, health: HiveHealth): void {
  const known = hives.get(hive_id);
  if (known === undefined || (known.health === health && known.last_update === last_update)) return;
  hives.set({ ...known, health, last_update });
}

function keepOnly(hives: HiveDraft, ids: readonly string[]): void {
  const known = new Set(ids);
  for (const { hive_id } of hives.all()) if (!known.has(hive_id)) hives.remove(hive_id);
}
