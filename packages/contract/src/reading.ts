import { Type } from '#schemas';
import { HiveTelemetryEventSchema } from './events.ts';
import { LIMITS } from './limits.ts';
import { HIVE_HEALTHS, WORKER_ACTIVITIES } from './liveness.ts';
import { nullable, text, timestamp, u32, u64 } from './schema.ts';
import { ProcessStatsSchema } from './worker.ts';

const { properties: telemetry } = HiveTelemetryEventSchema;

/** The response to an accepted heartbeat ([H4]). */
export const AcceptedSchema = Type.Object({ status: Type.Literal('ok'), message: Type.String() });

/** The response to an accepted heartbeat ([H4]). */
export type Accepted = Type.Static<typeof AcceptedSchema>;

/** One hive as the queen knows it ([Q]). */
export const HiveViewSchema = Type.Object(
  {
    hive_id: telemetry.hive_id,
    health: Type.Enum([...HIVE_HEALTHS], { description: 'Liveness of the hive ([R1]).' }),
    online: Type.Boolean({ description: 'Healthy or degraded ([R1]).' }),
    available: Type.Boolean({ description: 'The hive can accept work ([R3]).' }),
    last_update: timestamp('Time at which the queen received the last heartbeat ([H7]).'),
    sampled_at: timestamp('Time of the sample, by the clock of the hive ([H7]).'),
    clock_skew_ms: Type.Number({ description: "The hive's clock minus the queen's, milliseconds ([H7])." }),
    transport: telemetry.transport,
    interval_ms: Type.Integer({ description: 'Time between two heartbeats, milliseconds ([R1]).' }),
    seq: telemetry.seq,
    conflicting_hives: telemetry.conflicting_hives,
    version: Type.Optional(text("The hive's version.")),
    operational_status: telemetry.operational_status,
    health_status: telemetry.health_status,
    node: telemetry.node,
    workers: telemetry.workers,
  },
  { description: 'A hive as the queen knows it.' },
);

/** One hive as the queen knows it ([Q]). */
export type HiveView = Type.Static<typeof HiveViewSchema>;

/** One worker as the queen knows it ([Q]). */
export const WorkerViewSchema = Type.Object(
  {
    worker_id: Type.String({ description: 'Id of the worker: <hive_id>/<group>/<instance> ([S3]).' }),
    hive_id: telemetry.hive_id,
    activity: Type.Enum([...WORKER_ACTIVITIES], { description: 'What the worker does ([R2]).' }),
    busy: Type.Boolean({ description: 'The worker is known to be busy ([R2]).' }),
    available: Type.Boolean({
      description: 'The hive is healthy, and the worker can take a request ([R2]).',
    }),
    last_update: timestamp('Time at which the queen received the last heartbeat of the hive ([H7]).'),
    free_vram_mb: nullable(u64('Free memory of the GPUs of the worker, MiB; null if not known ([R5]).')),
    free_slots: Type.Optional(nullable(u32('Requests that its engine can take; null if not known ([R2]).'))),
    ...ProcessStatsSchema.properties,
  },
  { description: 'An online worker as the queen knows it.' },
);

/** One online worker as the queen knows it ([Q]). */
export type WorkerView = Type.Static<typeof WorkerViewSchema>;

const page = <T extends Type.TSchema>(item: T) =>
  Type.Object({
    items: Type.Array(item, { maxItems: LIMITS.maxPageSize }),
    next_cursor: nullable(Type.String({ description: '`cursor` of the next page; null on the last.' })),
  });

/** A page of hives, sorted by id ([Q]). */
export const HivePageSchema = page(HiveViewSchema);

/** A page of hives ([Q]). */
export type HivePage = Type.Static<typeof HivePageSchema>;

/** A page of online workers, sorted by id ([Q]). */
export const WorkerPageSchema = page(WorkerViewSchema);

/** A page of online workers ([Q]). */
export type WorkerPage = Type.Static<typeof WorkerPageSchema>;

/** Information about a queen ([Q]). */
export const QueenInfoSchema = Type.Object({
  base_url: text('Base URL of the request.'),
  port: Type.Integer({ description: 'Port that the queen listens on.' }),
  version: text('Version of the queen.'),
  features: Type.Array(Type.String(), { description: 'Optional features that the queen supports.' }),
  build_timestamp: nullable(timestamp('Build time of the dashboard; null if the queen serves none.')),
});

/** Information about a queen ([Q]). */
export type QueenInfo = Type.Static<typeof QueenInfoSchema>;
