import { Type } from '#schemas';
import { HealthStatusSchema, HiveIdSchema, OperationalStatusSchema } from './heartbeat.ts';
import { LIMITS } from './limits.ts';
import { HIVE_HEALTHS } from './liveness.ts';
import { NodeStatsSchema } from './node.ts';
import { byField, f64, nullable, percent, text, timestamp, u32, u64 } from './schema.ts';
import { ProcessStatsSchema } from './worker.ts';

/** SSE event names ([S1], [S10]). Seed pages listen for `heartbeat` only. */
export const SSE_EVENTS = {
  heartbeat: 'heartbeat',
  hive: 'hive',
  worker: 'worker',
  lag: 'lag',
  reset: 'reset',
  summary: 'summary',
  delta: 'delta',
} as const;

/** An SSE event name of the stream. */
export type SseEventName = (typeof SSE_EVENTS)[keyof typeof SSE_EVENTS];

/** How a heartbeat comes to the queen: over a link (section L), or by POST ([H1]). */
export const HIVE_TRANSPORTS = ['link', 'post'] as const;

const writtenAt = timestamp("When the queen wrote the event, by the queen's clock.");

/** `event: heartbeat`: one hive's latest sample ([S2]). */
export const HiveTelemetryEventSchema = Type.Object(
  {
    type: Type.Literal('hive_telemetry'),
    hive_id: HiveIdSchema,
    timestamp: timestamp('When the queen received the heartbeat ([H7]).'),
    workers: Type.Array(ProcessStatsSchema, { maxItems: LIMITS.maxWorkers }),
    sampled_at: Type.Optional(timestamp("When the sample was taken, by the hive's clock ([H7]).")),
    seq: Type.Optional(u64('Number of the sample within one run of the hive ([H6]).')),
    node: Type.Optional(NodeStatsSchema),
    health: Type.Optional(Type.Enum([...HIVE_HEALTHS], { description: 'Health of the hive ([R1]).' })),
    clock_skew_ms: Type.Optional(
      Type.Number({ description: "The hive's clock minus the queen's, milliseconds ([H7])." }),
    ),
    transport: Type.Optional(
      Type.Enum([...HIVE_TRANSPORTS], { description: 'How the heartbeat came: over the link, or by POST.' }),
    ),
    conflicting_hives: Type.Optional(
      u32(
        'Other runs that used this id in the last minute and were refused; absent if there are none ([H8]).',
      ),
    ),
    operational_status: Type.Optional(OperationalStatusSchema),
    health_status: Type.Optional(HealthStatusSchema),
  },
  { description: "A hive's latest sample ([S2])." },
);

/** One hive's latest sample ([S2]). */
export type HiveTelemetry = Omit<Type.Static<typeof HiveTelemetryEventSchema>, 'type'>;

const { type: _type, workers: _workers, ...hiveSummary } = HiveTelemetryEventSchema.properties;

/** `event: summary`: the totals of one hive's latest sample ([S9]). */
export const HiveSummaryEventSchema = Type.Object(
  {
    type: Type.Literal('hive_summary'),
    ...hiveSummary,
    workers_count: u32('Workers of the hive.'),
    workers_busy: u32('Workers that are known to be busy ([R2]).'),
    cpu_pct: f64('CPU use of the workers, summed; 100 is one core fully used.'),
    rss_mb: u64('Resident memory of the workers, summed, MiB.'),
    io_r_mb_s: f64('Storage reads of the workers, summed, MiB/s.'),
    io_w_mb_s: f64('Storage writes of the workers, summed, MiB/s.'),
    gpu_util_pct: percent('Use of the busiest GPU of the workers, 0-100.'),
    vram_mb: u64('GPU memory of the workers, summed, MiB.'),
    engines_count: Type.Optional(
      u32('Workers whose engine is read; this and the next fields are absent if there are none (section E).'),
    ),
    requests_running: Type.Optional(u64('Running requests of the engines, summed.')),
    requests_waiting: Type.Optional(u64('Waiting requests of the engines, summed.')),
    free_slots: Type.Optional(u64('Requests that the engines can take, summed ([R2]).')),
    prompt_tokens_per_s: Type.Optional(f64('Prompt tokens that the engines process, per second, summed.')),
    generation_tokens_per_s: Type.Optional(f64('Tokens that the engines generate, per second, summed.')),
    models: Type.Array(Type.String(), { description: 'All models of the workers, each once, sorted.' }),
    unknown: Type.Optional(
      byField(
        u32('Number of workers.'),
        'For each figure, the number of workers that do not know it; they are not in the total.',
      ),
    ),
  },
  { description: "The totals of a hive's latest sample ([S9])." },
);

/** The totals of one hive's latest sample ([S9]). */
export type HiveSummary = Omit<Type.Static<typeof HiveSummaryEventSchema>, 'type'>;

const step = u64(
  'Number of the sample among those of the hive on this stream; the next is one more ([S11]).',
);

/** `event: delta`, a whole sample ([S11]). */
export const WholeDeltaEventSchema = Type.Object({ ...HiveTelemetryEventSchema.properties, step });

/** The changes between two values: pairs of the number of unchanged leaves and a change ([S11], [L5]). */
export const ChangesSchema = Type.Array(
  Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]),
  { description: 'Pairs: number of leaves to pass over, and the change of the next leaf ([S11]).' },
);

/** `event: delta`, what changed since the sample one step before ([S11]). */
export const DeltaEventSchema = Type.Object(
  { type: Type.Literal('delta'), hive_id: HiveIdSchema, step, changes: ChangesSchema },
  { description: "What changed in a hive's sample ([S11])." },
);

/** What changed in a hive's sample ([S11]). */
export type DeltaEvent = Type.Static<typeof DeltaEventSchema>;

/** `event: heartbeat`, the totals of the fleet ([S3]). */
export const QueenHeartbeatEventSchema = Type.Object(
  {
    type: Type.Literal('queen'),
    workers_online: u32('Workers of online hives ([R2]).'),
    workers_available: u32('Online workers of healthy hives that can take a request ([R2]).'),
    hives_online: u32('Hives that are healthy or degraded ([R1]).'),
    hives_available: u32('Hives that can take work ([R3]).'),
    worker_ids: Type.Array(Type.String(), { description: 'Ids of the online workers, sorted ([S3]).' }),
    hive_ids: Type.Array(Type.String(), { description: 'Ids of the online hives, sorted ([S3]).' }),
    timestamp: writtenAt,
  },
  { description: 'The totals of the fleet ([S3]).' },
);

/** The totals of the fleet ([S3]). */
export type QueenHeartbeat = Omit<Type.Static<typeof QueenHeartbeatEventSchema>, 'type'>;

/** The two kinds of `event: heartbeat` ([S2], [S3]); pages of the seed know only these. */
export type HeartbeatEvent = Type.Static<typeof HiveTelemetryEventSchema | typeof QueenHeartbeatEventSchema>;

/** Events of a hive ([S10]). */
export const HIVE_EVENT_TYPES = ['up', 'degraded', 'down', 'forgotten'] as const;

/** An event of a hive ([S10]). */
export type HiveEventType = (typeof HIVE_EVENT_TYPES)[number];

/** `event: hive`: a hive changed its status ([S10]). */
export const HiveEventSchema = Type.Object(
  {
    type: Type.Enum([...HIVE_EVENT_TYPES]),
    hive_id: HiveIdSchema,
    timestamp: writtenAt,
    last_update: timestamp("When the hive's last heartbeat was received."),
  },
  { description: 'A hive changed its status ([S10]).' },
);

/** `event: hive` ([S10]). */
export type HiveEvent = Type.Static<typeof HiveEventSchema>;

/** `event: worker`: a worker started or stopped on an online hive ([S10]). */
export const WorkerEventSchema = Type.Object(
  {
    type: Type.Enum(['started', 'gone']),
    worker_id: Type.String({ description: '<hive_id>/<group>/<instance>.' }),
    hive_id: HiveIdSchema,
    group: ProcessStatsSchema.properties.group,
    instance: ProcessStatsSchema.properties.instance,
    pid: ProcessStatsSchema.properties.pid,
    model: nullable(text('Model of the worker.')),
    models: Type.Optional(
      Type.Array(text('Model of the worker.'), {
        description: 'All models of a worker that serves more than one; `model` is the first ([W5]).',
      }),
    ),
    timestamp: writtenAt,
  },
  { description: 'A worker started or stopped ([S10]).' },
);

/** `event: worker` ([S10]). */
export type WorkerEvent = Type.Static<typeof WorkerEventSchema>;

/** `event: lag`: samples were merged because this watcher reads too slowly ([S6]). */
export const LagEventSchema = Type.Object(
  { type: Type.Literal('lag'), merged: u64('Samples that were merged.'), timestamp: writtenAt },
  { description: 'Samples were merged for a slow watcher ([S6]).' },
);

/** `event: lag` ([S6]). */
export type LagEvent = Type.Static<typeof LagEventSchema>;

/** `event: reset`: the queen no longer has the missed events; the whole state follows ([S5]). */
export const ResetEventSchema = Type.Object(
  {
    type: Type.Literal('reset'),
    hive_ids: Type.Array(Type.String(), {
      description: 'Every hive that the queen knows, online or not, sorted; all others were forgotten.',
    }),
    timestamp: writtenAt,
  },
  { description: 'The whole state follows ([S5]).' },
);

/** `event: reset` ([S5]). */
export type ResetEvent = Type.Static<typeof ResetEventSchema>;
