import Type from 'typebox';
import { ProblemSchema } from './errors.ts';
import { HeartbeatSchema } from './heartbeat.ts';
import { u64 } from './schema.ts';

/** Hive to queen on the link: a heartbeat ([L1]). */
export const LinkHeartbeatSchema = Type.Intersect([
  Type.Object({ type: Type.Literal('heartbeat') }),
  HeartbeatSchema,
]);

/** Queen to hive on the link: everything up to `seq` is safe ([L1]). */
export const AckSchema = Type.Object({ type: Type.Literal('ack'), seq: u64('Safe up to here.') });

/** Queen to hive on the link: this heartbeat was refused ([L1]). */
export const RefusedSchema = Type.Object({
  type: Type.Literal('refused'),
  seq: u64('The heartbeat that was refused.'),
  problem: ProblemSchema,
});
