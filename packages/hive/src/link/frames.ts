import type { Ack, Heartbeat, Problem, Refused } from '@rbee/contract';

/** What a queen says on a link ([L1]). */
export type QueenFrame = Ack | (Omit<Refused, 'problem'> & { problem: Pick<Problem, 'status' | 'detail'> });

/** A heartbeat as a text frame ([L1]). */
export const frameOf = (heartbeat: Heartbeat): string => JSON.stringify({ type: 'heartbeat', ...heartbeat });

/** Reads a text frame; undefined for one that is not known, which a later queen may send. */
export function readFrame(text: string): QueenFrame | undefined {
  const frame = parse(text) as Partial<Record<string, unknown>> | null | undefined;
  if (frame?.['type'] === 'ack' && typeof frame['seq'] === 'number') return frame as Ack;
  if (frame?.['type'] !== 'refused') return undefined;
  const problem = frame['problem'] as Partial<Record<string, unknown>> | null | undefined;
  const readable = typeof problem?.['status'] === 'number' && typeof problem['detail'] === 'string';
  return readable ? (frame as Refused) : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
