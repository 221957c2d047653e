import { Type } from '#schemas';
import { ProblemSchema } from './errors.ts';
import { ChangesSchema } from './events.ts';
import { HeartbeatSchema } from './heartbeat.ts';
import { LIMITS } from './limits.ts';
import { u64 } from './schema.ts';

/** Hive to queen on the link: a whole heartbeat; on a link it always has a `seq` ([L1]). */
export const LinkHeartbeatSchema = Type.Intersect([
  Type.Object({ type: Type.Literal('heartbeat'), seq: u64('Number of the heartbeat.') }),
  HeartbeatSchema,
]);

/** Hive to queen on the link: the changes since an earlier heartbeat of this link ([L5]). */
export const ChangesFrameSchema = Type.Object({
  type: Type.Literal('changes'),
  seq: u64('Number of the heartbeat.'),
  since: u64('Number of the heartbeat that the changes build on.'),
  changes: ChangesSchema,
});

/** Hive to queen on the link: the changes since an earlier heartbeat of this link ([L5]). */
export type ChangesFrame = Type.Static<typeof ChangesFrameSchema>;

/** Queen to hive on the link: this heartbeat and everything sent before it was accepted ([L1]). */
export const AckSchema = Type.Object({
  type: Type.Literal('ack'),
  seq: u64('Everything sent up to this heartbeat was accepted.'),
  accepts: Type.Optional(
    Type.Array(Type.Literal('changes'), {
      description:
        'Kinds of frame that the queen accepts from now on: changes since the last whole heartbeat ([L5]).',
    }),
  ),
  retry_ms: Type.Optional(
    Type.Integer({
      minimum: LIMITS.minRetryMs,
      maximum: LIMITS.maxRetryMs,
      description: 'Time over which the hives of this queen spread their attempts ([L4]), milliseconds.',
    }),
  ),
  rotate: Type.Optional(
    Type.Literal(true, { description: 'The hive is asked to take its next token ([A3]).' }),
  ),
});

/** Queen to hive on the link: this heartbeat and everything sent before it was accepted ([L1]). */
export type Ack = Type.Static<typeof AckSchema>;

/** Queen to hive on the link: this heartbeat was refused ([L1]). */
export const RefusedSchema = Type.Object({
  type: Type.Literal('refused'),
  seq: Type.Optional(u64('Number of the refused heartbeat; absent if it cannot be read.')),
  problem: ProblemSchema,
});

/** Queen to hive on the link: this heartbeat was refused ([L1]). */
export type Refused = Type.Static<typeof RefusedSchema>;
