import { createCheck, LinkHeartbeatSchema } from '@rbee/contract';
import type { Refusal } from '../problem.ts';

const { seq: seqSchema } = LinkHeartbeatSchema.allOf[0].properties;
const seqCheck = createCheck(seqSchema);

/** A frame that says it is a heartbeat of that number, or why it is refused; `seq` where it could be read. */
export type LinkFrame =
  | { readonly ok: true; readonly seq: number; readonly body: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly seq?: number; readonly refusal: Refusal };

/** Looks at what a frame has beyond a heartbeat ([L1]); `hiveId` is the hive that the link carries already. */
export function readFrame(value: unknown, hiveId: string | null): LinkFrame {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { ok: false, refusal: wrongShape('', 'a heartbeat in an object') };
  }
  const body = value as Record<string, unknown>;
  const { seq, type, hive_id } = body;
  if (!seqCheck.is(seq)) {
    return { ok: false, refusal: wrongShape('/seq', seqCheck.mismatch(seq)?.expected ?? 'a number') };
  }
  if (type !== 'heartbeat') return { ok: false, seq, refusal: wrongShape('/type', '"heartbeat"') };
  if (!Object.hasOwn(body, 'hive_id')) {
    return { ok: false, seq, refusal: wrongShape('/hive_id', 'present: a link takes the flat heartbeat') };
  }
  if (hiveId !== null && typeof hive_id === 'string' && hive_id !== hiveId) {
    return { ok: false, seq, refusal: wrongShape('/hive_id', `${hiveId}, as a link carries one hive`) };
  }
  return { ok: true, seq, body };
}

function wrongShape(pointer: string, expected: string): Refusal {
  const detail = `${pointer === '' ? 'The frame' : pointer} must be ${expected}.`;
  return { code: 'wrong_shape', detail, pointer, expected };
}
