import Type from 'typebox';
import { ProblemSchema } from './errors.ts';
import { HeartbeatSchema } from './heartbeat.ts';
import { u64 } from './schema.ts';

/** Hive to queen on the link: a heartbeat, which has a `seq` there ([L1]). */
export const LinkHeartbeatSchema = Type.Intersect([
  Type.Object({ type: Type.Literal('heartbeat'), seq: u64('Number of the heartbeat.') }),
  HeartbeatSchema,
]);

/** Queen to hive on the link: what was sent up to this heartbeat is safe ([L1]). */
export const AckSchema = Type.Object({ type: Type.Literal('ack'), seq: u64('Safe up to here.') });

/** Queen to hive on the link: what was sent up to this heartbeat is safe ([L1]). */
export type Ack = Type.Static<typeof AckSchema>;

/** Queen to hive on the link: this heartbeat was refused ([L1]). */
export const RefusedSchema = Type.Object({
  type: Type.Literal('refused'),
  seq: Type.Optional(u64('The heartbeat that was refused; absent where its number cannot be read.')),
  problem: ProblemSchema,
});

/** Queen to hive on the link: this heartbeat was refused ([L1]). */
export type Refused = Type.Static<typeof RefusedSchema>;
