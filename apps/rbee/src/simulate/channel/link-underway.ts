import type { Refusal } from './channel.ts';
import { refusalOf } from './refusal.ts';

/** What a frame of the queen says of the heartbeats on their way on a link ([L1]). */
export type Heard =
  | { readonly kind: 'accepted'; readonly count: number; readonly acceptsChanges: boolean }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** She could not read a heartbeat, and does not know which. */
  | { readonly kind: 'unreadable'; readonly reason: string }
  /** A frame that is not known, or an answer to what was answered before. */
  | { readonly kind: 'nothing' };

/** Heartbeats on their way on one link, in the order in which they were sent. */
export interface Underway {
  add(seq: number): void;
  /** Reads a frame of the queen. */
  answer(text: string): Heard;
  readonly count: number;
}

/**
 * Matches answers with heartbeats. An ack covers all that was sent before it, whatever its number, as numbers come out of
 * order here; of one that was sent twice, both.
 */
export function createUnderway(): Underway {
  const sent: number[] = [];
  const accept = (seq: number, acceptsChanges: boolean): Heard => {
    const count = sent.lastIndexOf(seq) + 1;
    if (count === 0) return NOTHING;
    sent.splice(0, count);
    return { kind: 'accepted', count, acceptsChanges };
  };
  const refuse = (seq: unknown, problem: unknown): Heard => {
    const refusal = refusalOf(statusOf(problem), JSON.stringify(problem), undefined);
    if (typeof seq !== 'number') return { kind: 'unreadable', reason: refusal.detail };
    const at = sent.indexOf(seq);
    if (at < 0) return NOTHING;
    sent.splice(at, 1);
    return { kind: 'refused', refusal };
  };
  return {
    add: (seq) => {
      sent.push(seq);
    },
    answer: (text) => {
      const { type, seq, problem, accepts } = parse(text);
      if (type === 'ack' && typeof seq === 'number') return accept(seq, Array.isArray(accepts));
      return type === 'refused' ? refuse(seq, problem) : NOTHING;
    },
    get count() {
      return sent.length;
    },
  };
}

const NOTHING: Heard = { kind: 'nothing' };

const statusOf = (problem: unknown): number => Number((problem as { status?: unknown } | null)?.status ?? 0);

function parse(text: string): Partial<Record<string, unknown>> {
  try {
    return (JSON.parse(text) ?? {}) as Partial<Record<string, unknown>>;
  } catch {
    return {};
  }
}
