import Type from 'typebox';
import { ProblemSchema } from './errors.ts';
import { ChangesSchema } from './events.ts';
import { HeartbeatSchema } from './heartbeat.ts';
import { u64 } from './schema.ts';

/** Hive to queen on the link: a heartbeat, which has a `seq` there ([L1]). */
export const LinkHeartbeatSchema = Type.Intersect([
  Type.Object({ type: Type.Literal('heartbeat'), seq: u64('Number of the heartbeat.') }),
  HeartbeatSchema,
]);

/** Hive to queen on the link: what changed since another heartbeat of this link ([L5]). */
export const ChangesFrameSchema = Type.Object({
  type: Type.Literal('changes'),
  seq: u64('Number of the heartbeat.'),
  since: u64('Number of the heartbeat that the changes build on.'),
  changes: ChangesSchema,
});

/** Hive to queen on the link: what changed since another heartbeat of this link ([L5]). */
export type ChangesFrame = Type.Static<typeof ChangesFrameSchema>;

/** Queen to hive on the link: all heartbeats up to this one are safe ([L1]). */
export const AckSchema = Type.Object({
  type: Type.Literal('ack'),
  seq: u64('Number of the last heartbeat that is safe.'),
  accepts: Type.Optional(
    Type.Array(Type.Literal('changes'), {
      description: 'Frames that may follow: changes that build on the last whole heartbeat ([L5]).',
    }),
  ),
});

/** Queen to hive on the link: all heartbeats up to this one are safe ([L1]). */
export type Ack = Type.Static<typeof AckSchema>;

/** Queen to hive on the link: this heartbeat was refused ([L1]). */
export const RefusedSchema = Type.Object({
  type: Type.Literal('refused'),
  seq: Type.Optional(u64('The heartbeat that was refused; absent where its number cannot be read.')),
  problem: ProblemSchema,
});

/** Queen to hive on the link: this heartbeat was refused ([L1]). */
export type Refused = Type.Static<typeof RefusedSchema>;
