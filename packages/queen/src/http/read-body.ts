import type { Readable } from 'node:stream';
import { LIMITS } from '@rbee/contract';
import { limitRefusal } from '../limit-refusal.ts';
import { RefusalError } from '../problem.ts';
import { BODY_TOO_LARGE } from './error-handler.ts';
import type { QueenParts } from './queen-parts.ts';

/**
 * Reads a body of at most `LIMITS.maxHeartbeatBytes`. Calls back once, with the body or with the reason why it is not read to its
 * end. What arrives after that is dropped.
 */
export function readBody(
  payload: Readable,
  address: string,
  { bodies, metrics }: Pick<QueenParts, 'bodies' | 'metrics'>,
  done: (error: Error | null, body?: Buffer) => void,
): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const end = (error: Error | null): void => {
    payload.off('data', onData).off('end', onEnd).off('close', onClose);
    // A stream that fails after this must not throw.
    payload.off('error', end).on('error', () => {});
    bodies.release(address, bytes);
    if (error === null) done(null, joined(chunks));
    else {
      payload.resume();
      done(error);
    }
  };
  const onData = (chunk: Buffer): void => {
    if (bytes + chunk.length > LIMITS.maxHeartbeatBytes) {
      end(new RefusalError(BODY_TOO_LARGE));
      return;
    }
    const full = bodies.take(address, chunk.length);
    if (full) {
      metrics.limitReached('body_bytes', full);
      end(new RefusalError(limitRefusal('body_bytes', full)));
      return;
    }
    bytes += chunk.length;
    chunks.push(chunk);
  };
  const onEnd = (): void => end(null);
  const onClose = (): void => end(new Error('The connection closed before the body had arrived.'));
  payload.on('data', onData).on('end', onEnd).on('error', end).on('close', onClose);
}

/** Avoids the copy in the usual case of one chunk. */
function joined(chunks: readonly Buffer[]): Buffer {
  const [first] = chunks;
  return first && chunks.length === 1 ? first : Buffer.concat(chunks);
}
