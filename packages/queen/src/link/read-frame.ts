import { createCheck, LinkHeartbeatSchema } from '@rbee/contract';
import type { Refusal } from '../problem.ts';
import {
  type Decoded,
  type DecodedSample,
  decodeChanges,
  decodeWhole,
  type Sample,
} from '../sample/index.ts';

const { seq: seqSchema } = LinkHeartbeatSchema.allOf[0].properties;
const seqCheck = createCheck(seqSchema);

/** A heartbeat, or the reason why the frame is refused; `seq` is given if it could be read. */
export type LinkFrame =
  | (DecodedSample & {
      readonly seq: number;
      /** True if the frame was a whole heartbeat, not changes. */
      readonly isWhole: boolean;
    })
  | { readonly ok: false; readonly seq?: number; readonly refusal: Refusal };

export interface FrameContext {
  /** The hive of the link; null before its first heartbeat. */
  readonly hiveId: string | null;
  /** The heartbeat that changes may build on ([L5]). */
  readonly base: Sample | undefined;
}

/** Parses a frame ([L1], [L5]). */
export function readFrame(value: unknown, context: FrameContext): LinkFrame {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return wrongShape(undefined, '', 'a heartbeat in an object');
  }
  const frame = value as Readonly<Record<string, unknown>>;
  const { seq, type } = frame;
  if (!seqCheck.is(seq)) {
    return wrongShape(undefined, '/seq', seqCheck.mismatch(seq)?.expected ?? 'a number');
  }
  if (type === 'changes') return readChanges(frame, seq, context);
  return readWhole(frame, seq, context);
}

function readWhole(
  frame: Readonly<Record<string, unknown>>,
  seq: number,
  { hiveId, base }: FrameContext,
): LinkFrame {
  if (frame['type'] !== 'heartbeat') return wrongShape(seq, '/type', '"heartbeat" or "changes"');
  if (!Object.hasOwn(frame, 'hive_id')) {
    return wrongShape(seq, '/hive_id', 'present: a link takes the flat heartbeat');
  }
  const id = frame['hive_id'];
  if (hiveId !== null && typeof id === 'string' && id !== hiveId) {
    return wrongShape(seq, '/hive_id', `${hiveId}, as a link carries one hive`);
  }
  return numbered(seq, decodeWhole(frame, base), true);
}

function readChanges(
  { since, changes }: Readonly<Record<string, unknown>>,
  seq: number,
  context: FrameContext,
): LinkFrame {
  const { base } = context;
  if (!base || base.seq !== since) return { ok: false, seq, refusal: UNKNOWN_BASE };
  const decoded = decodeChanges(base, changes);
  if (decoded.kind === 'unfit') return wrongShape(seq, '/changes', `changes of heartbeat ${since}`);
  const led =
    decoded.kind === 'sample' ? decoded.sample.seq : (decoded.frame as { readonly seq?: unknown }).seq;
  if (led !== seq) return wrongShape(seq, '/changes', `changes that lead to the heartbeat of seq ${seq}`);
  if (decoded.kind === 'sample') return numbered(seq, decoded, false);
  const frame = readWhole(decoded.frame as Readonly<Record<string, unknown>>, seq, context);
  return frame.ok ? { ...frame, isWhole: false } : frame;
}

const numbered = (seq: number, decoded: Decoded, isWhole: boolean): LinkFrame =>
  decoded.ok ? { ...decoded, seq, isWhole } : { ...decoded, seq };

const UNKNOWN_BASE: Refusal = {
  code: 'unknown_base',
  detail: 'The queen does not have the heartbeat that these changes build on; send the heartbeat whole.',
};

function wrongShape(seq: number | undefined, pointer: string, expected: string): LinkFrame {
  const detail = `${pointer === '' ? 'The frame' : pointer} must be ${expected}.`;
  const refusal: Refusal = { code: 'wrong_shape', detail, pointer, expected };
  return { ok: false, ...(seq !== undefined && { seq }), refusal };
}
