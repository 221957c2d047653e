import { Type } from '#schemas';
import { HIVE_ID } from './identity.ts';
import { LIMITS } from './limits.ts';
import { NodeStatsSchema } from './node.ts';
import { text, timestamp, u64 } from './schema.ts';
import { ProcessStatsSchema } from './worker.ts';

/** Operational statuses that a hive can report ([H2]). */
export const OPERATIONAL_STATUSES = ['starting', 'ready', 'busy', 'stopping', 'stopped'] as const;

/** A hive's reported operational status ([H2]). */
export type OperationalStatus = (typeof OPERATIONAL_STATUSES)[number];

/** Health statuses that a hive can report ([H2]). */
export const HEALTH_STATUSES = ['healthy', 'degraded', 'unhealthy'] as const;

/** A hive's id: 1-128 of `A-Z a-z 0-9 . _ : @ -` ([H1]). */
export const HiveIdSchema = Type.String({
  description: 'Name of the hive: 1-128 of A-Z a-z 0-9 . _ : @ -',
  pattern: HIVE_ID.pattern,
  'x-expected': HIVE_ID.expected,
});

export const HealthStatusSchema = Type.Union([
  Type.Object({ status: Type.Literal('healthy') }),
  Type.Object({ status: Type.Enum(['degraded', 'unhealthy']), reason: text('The reason.') }),
]);

/** A hive's reported health status ([H2]). */
export type HealthStatus = Type.Static<typeof HealthStatusSchema>;

export const OperationalStatusSchema = Type.Enum([...OPERATIONAL_STATUSES]);

const WorkersSchema = Type.Array(ProcessStatsSchema, {
  description: 'Every worker on the machine.',
  maxItems: LIMITS.maxWorkers,
});

/** A heartbeat as this project's hive sends it ([H1]). */
export const HeartbeatSchema = Type.Object(
  {
    hive_id: HiveIdSchema,
    timestamp: timestamp("When the sample was taken, by the hive's clock."),
    workers: WorkersSchema,
    interval_ms: Type.Optional(
      Type.Integer({
        description: 'Time between two heartbeats, milliseconds ([R1]).',
        minimum: LIMITS.minIntervalMs,
        maximum: LIMITS.maxIntervalMs,
      }),
    ),
    boot_id: Type.Optional(
      Type.String({
        description: 'Identifies one run of the hive; `seq` counts within it ([H6]).',
        minLength: 1,
        maxLength: LIMITS.maxNameChars,
      }),
    ),
    seq: Type.Optional(u64('Number of the sample within its boot_id ([H6]).')),
    version: Type.Optional(text("The hive's version.")),
    backfill: Type.Optional(
      Type.Boolean({
        description:
          'Sent late, after an outage; it goes to the history and changes nothing of the present ([L2]).',
      }),
    ),
    node: Type.Optional(NodeStatsSchema),
  },
  { description: 'A heartbeat ([H1]).' },
);

/** A heartbeat as this project's hive sends it ([H1]). */
export type Heartbeat = Type.Static<typeof HeartbeatSchema>;

/** A heartbeat with the nested body of the seed ([H2]). */
export const NestedHeartbeatSchema = Type.Object(
  {
    hive: Type.Object({
      id: HiveIdSchema,
      hostname: text("The machine's name."),
      port: Type.Integer({ minimum: 0, maximum: 65_535, description: "The hive's own port." }),
      operational_status: OperationalStatusSchema,
      health_status: HealthStatusSchema,
      version: text("The hive's version."),
    }),
    timestamp: timestamp("When the sample was taken, by the hive's clock."),
    workers: Type.Optional(WorkersSchema),
    capabilities: Type.Optional(Type.Unknown({ description: 'Accepted and ignored.' })),
  },
  { description: "The seed's nested heartbeat ([H2])." },
);

/** A heartbeat with the nested body of the seed ([H2]). */
export type NestedHeartbeat = Type.Static<typeof NestedHeartbeatSchema>;
