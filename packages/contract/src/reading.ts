import Type from 'typebox';
import { HiveTelemetryEventSchema } from './events.ts';
import { HIVE_HEALTHS } from './liveness.ts';
import { nullable, text, timestamp, u64 } from './schema.ts';
import { ProcessStatsSchema } from './worker.ts';

const { properties: telemetry } = HiveTelemetryEventSchema;

/** The answer to a heartbeat that was taken ([H4]). */
export const AcceptedSchema = Type.Object({ status: Type.Literal('ok'), message: Type.String() });

/** The answer to a heartbeat that was taken ([H4]). */
export type Accepted = Type.Static<typeof AcceptedSchema>;

/** One hive as the queen knows it ([Q]). */
export const HiveViewSchema = Type.Object(
  {
    hive_id: telemetry.hive_id,
    health: Type.Enum([...HIVE_HEALTHS], { description: 'How the hive stands ([R1]).' }),
    online: Type.Boolean({ description: 'Healthy or degraded ([R1]).' }),
    available: Type.Boolean({ description: 'Can take work ([R3]).' }),
    last_update: timestamp('When its last heartbeat was received ([H7]).'),
    sampled_at: timestamp("When that sample was taken, by the hive's clock ([H7])."),
    clock_skew_ms: Type.Number({ description: "The hive's clock less the queen's, milliseconds ([H7])." }),
    interval_ms: Type.Integer({ description: 'Time between two heartbeats, milliseconds ([R1]).' }),
    seq: telemetry.seq,
    conflicting_hives: telemetry.conflicting_hives,
    version: Type.Optional(text("The hive's version.")),
    operational_status: telemetry.operational_status,
    health_status: telemetry.health_status,
    node: telemetry.node,
    workers: Type.Array(ProcessStatsSchema),
  },
  { description: 'A hive as the queen knows it.' },
);

/** One hive as the queen knows it ([Q]). */
export type HiveView = Type.Static<typeof HiveViewSchema>;

/** One worker as the queen knows it ([Q]). */
export const WorkerViewSchema = Type.Object(
  {
    worker_id: Type.String({ description: '<hive_id>/<group>/<instance> ([S3]).' }),
    hive_id: telemetry.hive_id,
    busy: Type.Boolean({ description: 'By its engine, its GPU use or its CPU use ([R2]).' }),
    available: Type.Boolean({ description: 'Its hive is healthy and it is not busy ([R2]).' }),
    last_update: timestamp("When its hive's last heartbeat was received ([H7])."),
    free_vram_mb: nullable(
      u64(
        'GPU memory that it could still take, MiB: that of its GPUs less what everybody holds there; null where not known ([R5]).',
      ),
    ),
    ...ProcessStatsSchema.properties,
  },
  { description: 'An online worker as the queen knows it.' },
);

/** One online worker as the queen knows it ([Q]). */
export type WorkerView = Type.Static<typeof WorkerViewSchema>;

const page = <T extends Type.TSchema>(item: T) =>
  Type.Object({
    items: Type.Array(item),
    next_cursor: nullable(
      Type.String({ description: 'Pass as `cursor` for the next page; null on the last.' }),
    ),
  });

/** A page of hives, sorted by id ([Q]). */
export const HivePageSchema = page(HiveViewSchema);

/** A page of hives ([Q]). */
export type HivePage = Type.Static<typeof HivePageSchema>;

/** A page of online workers, sorted by id ([Q]). */
export const WorkerPageSchema = page(WorkerViewSchema);

/** A page of online workers ([Q]). */
export type WorkerPage = Type.Static<typeof WorkerPageSchema>;

/** Who this queen is ([Q]). */
export const QueenInfoSchema = Type.Object({
  base_url: text('Address that this queen was asked at.'),
  port: Type.Integer({ description: 'Port that it listens on.' }),
  version: text('Its version.'),
  features: Type.Array(Type.String(), { description: 'What it can do beyond the seed.' }),
  build_timestamp: nullable(timestamp('When the page that it serves was built; null without one.')),
});

/** Who this queen is ([Q]). */
export type QueenInfo = Type.Static<typeof QueenInfoSchema>;
