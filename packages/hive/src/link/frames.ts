import type { Ack, Heartbeat, Problem, Refused } from '@rbee/contract';
import { changesBetween, type Flat, flatten } from '@rbee/contract/plain';
import { parseJson } from '../sending/index.ts';

/** A frame from the queen ([L1]). A problem's `code` may be one that this hive does not know. */
export type QueenFrame = Ack | (Omit<Refused, 'problem'> & { problem: Refusal });

/** The part of a problem that a hive acts on. */
export type Refusal = Pick<Problem, 'status' | 'detail'> & { readonly code?: string };

interface Base {
  readonly seq: number;
  readonly frame: Flat;
}

/** Encodes the heartbeats of one link: whole, or as changes since the last one if the queen accepts changes ([L5]). */
export class FrameEncoder {
  /** The last frame without `backfill`, whole or as changes. */
  #base: Base | null = null;
  /** True once the queen has accepted changes that build on the last whole frame. */
  #sendsChanges = false;
  /** `seq` of the last whole frame while it has no answer. */
  #unconfirmed: number | null = null;

  /** The text of the frame to send now. Frames must be sent in the order in which they were encoded. */
  encode(heartbeat: Heartbeat): { readonly text: string; readonly isChanges: boolean } {
    const whole = wholeFrame(heartbeat);
    if (heartbeat.backfill) return { text: whole, isChanges: false };
    const seq = heartbeat.seq ?? 0;
    const before = this.#base;
    const base = { seq, frame: flatten({ type: 'heartbeat', ...heartbeat }, before?.frame) };
    this.#base = base;
    const text = before && this.#sendsChanges ? changesFrame(before, base) : null;
    if (text !== null && text.length <= whole.length) return { text, isChanges: true };
    this.#sendsChanges = false;
    this.#unconfirmed = seq;
    return { text: whole, isChanges: false };
  }

  /** Handles an ack: changes follow if it covers the last whole frame and accepts them. */
  acknowledged(ack: Ack, isInFlight: (seq: number) => boolean): void {
    if (this.#unconfirmed === null || isInFlight(this.#unconfirmed)) return;
    this.#unconfirmed = null;
    this.#sendsChanges = Array.isArray(ack.accepts) && ack.accepts.includes('changes');
  }

  /**
   * Handles a refusal: after a 4xx to changes the next frame is whole ([L7]). An overloaded queen (503) has decoded the frame
   * and keeps it as a base ([L6]).
   */
  refused(seq: number, { status }: Refusal, isChanges: boolean): void {
    if (isChanges && status < 500) this.#sendsChanges = false;
    if (seq === this.#unconfirmed) this.#unconfirmed = null;
  }
}

/** A whole heartbeat as a text frame ([L1]). */
export const wholeFrame = (heartbeat: Heartbeat): string =>
  JSON.stringify({ type: 'heartbeat', ...heartbeat });

/** The changes from one frame to the next as a text frame ([L5]); null if the next one has to be sent whole. */
function changesFrame(before: Base, { seq, frame }: Base): string | null {
  const changes = frame.shape.keepsOrder ? changesBetween(before.frame, frame) : null;
  return changes && JSON.stringify({ type: 'changes', seq, since: before.seq, changes });
}

/** Reads a text frame; undefined for an unknown type, which a later version of the queen may send. */
export function readFrame(text: string): QueenFrame | undefined {
  const frame = parseJson(text);
  if (frame?.['type'] === 'ack' && typeof frame['seq'] === 'number') return frame as Ack;
  if (frame?.['type'] !== 'refused') return undefined;
  const problem = frame['problem'] as Partial<Record<string, unknown>> | null | undefined;
  const readable = typeof problem?.['status'] === 'number' && typeof problem['detail'] === 'string';
  return readable ? (frame as Refused) : undefined;
}
