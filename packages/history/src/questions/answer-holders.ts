import { type HistoryHolders, workerId } from '@rbee/contract';
import { TIER_STEP_MS, type Tier } from '../block.ts';
import type { FieldName } from '../fields.ts';
import type { HoldersQuery } from '../queries.ts';
import type { Entity } from '../second.ts';
import type { Range, StoreReader, Want } from '../store-reader.ts';
import { type Reading, readingOfCell, readingOfPoint } from './reading.ts';
import { rfc3339 } from './times.ts';

/** What one hive reported at a time: a figure for each entity and field. */
interface Found {
  readonly hiveId: string;
  readonly tier: Tier;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly entities: readonly Entity[];
  readonly readings: readonly {
    readonly entity: number;
    readonly field: FieldName;
    readonly reading: Reading;
  }[];
}

type Holder = HistoryHolders['holders'][number];

/** A sample stands for the time until a hive that is healthy has sent the next one ([R1]): intervals. */
const LASTING_INTERVALS = 3;

const SECOND_MS = TIER_STEP_MS['1s'];
const MINUTE_MS = TIER_STEP_MS['1m'];
/** The longest that a sample can stand for, milliseconds. */
const LONGEST_MS = LASTING_INTERVALS * MINUTE_MS;

/**
 * Who held the memory of a GPU at a time ([P5]); null if no hive reported that GPU then. Of several hives that did, the one whose
 * sample is nearest counts.
 */
export function answerHolders(
  reader: StoreReader,
  { uuid, hive_id, at }: HoldersQuery,
): HistoryHolders | null {
  const around = { from: at - LONGEST_MS, to: at + 1 };
  const hives = hive_id === undefined ? reader.hivesOfGpu(uuid, around) : [hive_id];
  let nearest: Found | null = null;
  for (const hiveId of hives) {
    const found = findSecond(reader, hiveId, uuid, at) ?? findRolled(reader, hiveId, uuid, at);
    if (found && (!nearest || found.at > nearest.at)) nearest = found;
  }
  return nearest && holdersIn(nearest, uuid);
}

const wantOf = (uuid: string): Want => ({
  kinds: ['gpu', 'use'],
  fields: ['vram_used_mb', 'vram_total_mb', 'unattributed_vram_mb', 'vram_mb', 'util_pct'],
  uuid,
});

/** The sample that was the last one at a time, if it is not too old for that. */
function findSecond(reader: StoreReader, hiveId: string, uuid: string, at: number): Found | null {
  let found: Found | null = null;
  const range: Range = { from: at - LONGEST_MS, to: at + 1 };
  for (const block of reader.seconds(hiveId, range, wantOf(uuid))) {
    const lasting = LASTING_INTERVALS * Math.max(SECOND_MS, block.interval_ms);
    for (let second = 0; second < 60; second += 1) {
      const time = block.start + second * SECOND_MS;
      if (!block.reported[second] || time > at || at - time >= lasting) continue;
      const readings = block.columns.map((column, position) => ({
        ...column,
        reading: readingOfCell(block.cells[position]?.[second]),
      }));
      found = { hiveId, tier: '1s', at: time, entities: block.entities, readings };
    }
  }
  return hasGpu(found, uuid) ? found : null;
}

/** The minute, else the quarter of an hour, of a time whose seconds are not kept any more. */
function findRolled(reader: StoreReader, hiveId: string, uuid: string, at: number): Found | null {
  const oldest = reader.tiers().find(({ tier }) => tier === '1s')?.oldest ?? Number.POSITIVE_INFINITY;
  if (at >= oldest) return null;
  for (const tier of ['1m', '15m'] as const) {
    for (const block of reader.rolled(tier, hiveId, { from: at, to: at + 1 }, wantOf(uuid))) {
      const readings = block.columns.map((column, position) => ({
        ...column,
        reading: readingOfPoint(block.points[position]),
      }));
      const found: Found = { hiveId, tier, at: block.start, entities: block.entities, readings };
      if (hasGpu(found, uuid)) return found;
    }
  }
  return null;
}

const isGpu = (entity: Entity | undefined, uuid: string) => entity?.kind === 'gpu' && entity.uuid === uuid;

/** True if a figure of the GPU was reported, known or not. */
const hasGpu = (found: Found | null, uuid: string): boolean =>
  found?.readings.some(({ entity, reading }) => reading !== null && isGpu(found.entities[entity], uuid)) ===
  true;

function holdersIn({ hiveId, tier, at, entities, readings }: Found, uuid: string): HistoryHolders {
  const gpu = entities.find((entity) => entity.kind === 'gpu' && entity.uuid === uuid);
  const ofGpu = (field: FieldName) =>
    knownValue(
      readings.find((it) => it.field === field && it.reading !== null && isGpu(entities[it.entity], uuid))
        ?.reading,
    );
  const holders = entities.flatMap((entity, position) => {
    if (entity.kind !== 'use' || entity.uuid !== uuid) return [];
    return (
      holderOf(
        hiveId,
        entities[entity.worker],
        readings.filter((it) => it.entity === position),
      ) ?? []
    );
  });
  return {
    hive_id: hiveId,
    gpu_uuid: uuid,
    name: gpu?.kind === 'gpu' ? gpu.name : '',
    at: rfc3339(at),
    tier,
    vram_used_mb: ofGpu('vram_used_mb'),
    vram_total_mb: ofGpu('vram_total_mb'),
    unattributed_vram_mb: ofGpu('unattributed_vram_mb'),
    holders: holders.sort((a, b) => (b.vram_mb ?? -1) - (a.vram_mb ?? -1)),
  };
}

/** Null if nothing of the worker was reported then. */
function holderOf(hiveId: string, worker: Entity | undefined, readings: Found['readings']): Holder | null {
  const reported = readings.filter(({ reading }) => reading !== null);
  if (worker?.kind !== 'worker' || reported.length === 0) return null;
  const readingOf = (field: FieldName) => reported.find((it) => it.field === field)?.reading;
  const unknown = reported.flatMap(({ field, reading }) =>
    reading && 'unknown' in reading ? [[field, reading.unknown] as const] : [],
  );
  return {
    worker_id: workerId(hiveId, worker),
    pid: worker.pid,
    model: worker.model,
    ...(worker.started_at !== undefined && { started_at: worker.started_at }),
    vram_mb: knownValue(readingOf('vram_mb')),
    util_pct: knownValue(readingOf('util_pct')),
    ...(unknown.length > 0 && { unknown: Object.fromEntries(unknown) }),
  };
}

const knownValue = (reading: Reading | undefined): number | null =>
  reading && 'value' in reading ? reading.value : null;
