import { Type } from '#schemas';
import { HiveEventSchema, WorkerEventSchema } from './events.ts';
import { HiveIdSchema } from './heartbeat.ts';
import { nullable, text, timestamp, u32, u64 } from './schema.ts';

/** Tiers of the past: a point is a second, a minute or a quarter of an hour ([P1]). */
export const HISTORY_TIERS = ['1s', '1m', '15m'] as const;

/** Tier of the past ([P1]). */
export type HistoryTier = (typeof HISTORY_TIERS)[number];

/** Limits of questions about the past. */
export const HISTORY_LIMITS = {
  /** Default and maximum of `max_points` ([P3]): a day of seconds. */
  defaultPoints: 600,
  maxPoints: 86_400,
  /** Points of all series of an answer together, and its series. */
  maxAnswerPoints: 500_000,
  maxSeries: 20_000,
  /** Fields of one question. */
  maxFields: 32,
  /** Default and maximum of `n` ([P4]). */
  defaultTop: 20,
  maxTop: 1_000,
  /** Default and maximum of `limit` of events ([P6]). */
  defaultEvents: 200,
  maxEvents: 1_000,
} as const;

const workerName = Type.String({ description: '<hive_id>/<group>/<instance> ([S3]).' });
const pointsOf = (description: string) => Type.Array(nullable(Type.Number()), { description });
const counts = (description: string) => Type.Array(u32('Seconds.'), { description });

/** A part of a series without a value ([P2]). */
export const HistoryGapSchema = Type.Object({
  from: timestamp('Start of the gap.'),
  to: timestamp('End of the gap; not part of it.'),
  reason: text(
    'no_sample: the hive did not report, or the queen did not run; not_present: it reported, without this figure; ' +
      'otherwise the reason why the figure is unknown ([W2]).',
  ),
});

/** A part of a series without a value ([P2]). */
export type HistoryGap = Type.Static<typeof HistoryGapSchema>;

/** One figure of one worker, GPU or machine over time ([P3]). All lists have one entry for each point of the answer. */
export const HistorySeriesItemSchema = Type.Object({
  hive_id: HiveIdSchema,
  worker_id: Type.Optional(workerName),
  gpu_uuid: Type.Optional(text('Permanent id of the GPU.')),
  field: Type.String({ description: 'Name of the field; its unit is in the name.' }),
  mean: pointsOf(
    'Mean of the values; null where there is none. In the tier 1s without merging, the value itself.',
  ),
  min: Type.Optional(pointsOf('Smallest value; absent if every point is one sample.')),
  max: Type.Optional(pointsOf('Largest value; absent if every point is one sample.')),
  count: Type.Optional(counts('Number of samples with a value; absent if every point is one sample.')),
  unknown: Type.Optional(
    counts('Number of samples whose value was unknown; absent if every point is one sample.'),
  ),
  gaps: Type.Array(HistoryGapSchema, {
    description: 'The points without a value, with the reason, in order of time.',
  }),
});

/** One figure over time ([P3]). */
export type HistorySeriesItem = Type.Static<typeof HistorySeriesItemSchema>;

/** The answer of `GET /v1/history/series` ([P3]). Point `i` is the time from `from` + `i` x `step_ms`, of `step_ms`. */
export const HistorySeriesSchema = Type.Object(
  {
    from: timestamp('Start of the first point.'),
    to: timestamp(
      'End of the last point. While it is not over, the time up to which it has the samples, so less than `step_ms` after its start.',
    ),
    tier: Type.Enum([...HISTORY_TIERS], { description: 'The tier that the points are made of.' }),
    step_ms: u64('Time from one point to the next, milliseconds.'),
    points: u32('Number of points.'),
    expected: Type.Optional(
      counts('Number of samples that the hive would have sent; absent if every point is one sample.'),
    ),
    series: Type.Array(HistorySeriesItemSchema),
  },
  { description: 'Figures over time.' },
);

/** Figures over time ([P3]). */
export type HistorySeries = Type.Static<typeof HistorySeriesSchema>;

/** The answer of `GET /v1/history/top` ([P4]). */
export const HistoryTopSchema = Type.Object(
  {
    from: timestamp('Start of the range that the figures are of.'),
    to: timestamp('End of that range.'),
    field: Type.String(),
    by: Type.Enum(['worker', 'hive', 'gpu', 'model']),
    items: Type.Array(
      Type.Object({
        hive_id: Type.Optional(HiveIdSchema),
        worker_id: Type.Optional(workerName),
        gpu_uuid: Type.Optional(text('Permanent id of the GPU.')),
        model: Type.Optional(nullable(text('Model of the worker.'))),
        mean: Type.Number({
          description:
            'Mean of the values; of a hive or a model the sum of the means of its workers or GPUs.',
        }),
        max: Type.Number({ description: 'Largest value of one worker or GPU.' }),
        count: u64('Number of samples with a value.'),
      }),
    ),
  },
  { description: 'What used most, in falling order.' },
);

/** What used most ([P4]). */
export type HistoryTop = Type.Static<typeof HistoryTopSchema>;

/** The answer of `GET /v1/history/holders` ([P5]). */
export const HistoryHoldersSchema = Type.Object(
  {
    hive_id: HiveIdSchema,
    gpu_uuid: text('Permanent id of the GPU.'),
    name: text('Product name of the GPU.'),
    at: timestamp('Time of the sample that was found.'),
    tier: Type.Enum([...HISTORY_TIERS], { description: 'In a tier above 1s the figures are means.' }),
    vram_used_mb: nullable(Type.Number({ description: 'GPU memory in use, MiB.' })),
    vram_total_mb: nullable(Type.Number({ description: 'Total GPU memory, MiB.' })),
    unattributed_vram_mb: nullable(Type.Number({ description: 'Memory in use that no worker held, MiB.' })),
    holders: Type.Array(
      Type.Object({
        worker_id: workerName,
        pid: u32('Root process.'),
        model: nullable(text('Model of the worker.')),
        started_at: Type.Optional(timestamp('Start of the root process.')),
        vram_mb: nullable(
          Type.Number({ description: 'Memory of this GPU that it held, MiB; null if unknown.' }),
        ),
        util_pct: nullable(Type.Number({ description: 'Its use of this GPU, percent; null if unknown.' })),
        unknown: Type.Optional(Type.Record(Type.String(), text('Reason why the value is not known.'))),
      }),
      { description: 'By falling memory; those whose memory is unknown are last.' },
    ),
  },
  { description: 'Who held the memory of a GPU.' },
);

/** Who held the memory of a GPU ([P5]). */
export type HistoryHolders = Type.Static<typeof HistoryHoldersSchema>;

const changed = {
  hive_id: HiveIdSchema,
  worker_id: workerName,
  timestamp: timestamp('When the queen noticed it.'),
};

/** An event of the past ([P6]): those of [S10], and changes of a worker that goes on. */
export const HistoryEventSchema = Type.Union([
  Type.Object({ kind: Type.Literal('hive'), ...HiveEventSchema.properties }),
  Type.Object({ kind: Type.Literal('worker'), ...WorkerEventSchema.properties }),
  Type.Object({
    kind: Type.Literal('worker'),
    type: Type.Literal('model_changed'),
    ...changed,
    before: nullable(text('Model before.')),
    model: nullable(text('Model after.')),
  }),
  Type.Object({
    kind: Type.Literal('worker'),
    type: Type.Literal('engine_state'),
    ...changed,
    before: Type.Optional(text('State of the engine before ([E2]); absent if it was not read.')),
    state: Type.Optional(text('State of the engine after ([E2]); absent if it is not read any more.')),
  }),
]);

/** An event of the past ([P6]). */
export type HistoryEvent = Type.Static<typeof HistoryEventSchema>;

/** The answer of `GET /v1/history/events` ([P6]). */
export const HistoryEventsAnswerSchema = Type.Object(
  {
    items: Type.Array(HistoryEventSchema),
    next_cursor: nullable(Type.String({ description: '`cursor` of the next page; null on the last.' })),
  },
  { description: 'What happened, in order of time.' },
);

/** What happened ([P6]). */
export type HistoryEventsAnswer = Type.Static<typeof HistoryEventsAnswerSchema>;

/** What became of the samples that are sent to another store ([P9]), since the start of the queen. */
export const RemoteWriteStateSchema = Type.Object({
  name: text('Name of the target; its host, unless it was given another one.'),
  sent: u64('Samples that the target took.'),
  dropped: u64('Samples that the target refused for good.'),
  retries: u64('Requests that had to be sent again.'),
  lag_ms: u64('Time that the target is behind the present, milliseconds.'),
  problem: Type.Optional(text('What is wrong; absent if nothing is.')),
});

/** What became of the samples that are sent to another store ([P9]). */
export type RemoteWriteState = Type.Static<typeof RemoteWriteStateSchema>;

/** The answer of `GET /v1/history` ([P7]): what is kept, and what is wrong. */
export const HistoryInfoSchema = Type.Object(
  {
    state: Type.Enum(['recording', 'paused'], {
      description: 'paused: nothing can be written at present; `problems` says why. It goes on by itself.',
    }),
    tiers: Type.Array(
      Type.Object({
        tier: Type.Enum([...HISTORY_TIERS]),
        oldest: nullable(timestamp('Start of the oldest point; null if there is none.')),
        bytes: u64('Bytes on disk.'),
        max_bytes: u64('Bytes that the tier may have.'),
        max_age_ms: u64('Age at which points are removed, milliseconds.'),
        shortened: Type.Boolean({
          description: 'True if younger points were removed because the bytes were used up.',
        }),
        fits_ms: nullable(
          u64('How long the bytes suffice at the present rate, milliseconds; null if that is not known yet.'),
        ),
      }),
    ),
    lost: u64('Samples since the start of the queen that could not be kept.'),
    problems: Type.Array(text('What is wrong and what to do.')),
    remote_write: Type.Optional(
      Type.Array(RemoteWriteStateSchema, {
        description: 'The stores that samples are sent to ([P9]); absent if there are none.',
      }),
    ),
  },
  { description: 'What the queen keeps of the past.' },
);

/** What is kept of the past ([P7]). */
export type HistoryInfo = Type.Static<typeof HistoryInfoSchema>;
