import type { Readable } from 'node:stream';
import { LIMITS } from '@rbee/contract';
import { limitRefusal } from '../limit-refusal.ts';
import { type Refusal, RefusalError } from '../problem.ts';
import { bodyTooLarge } from './error-handler.ts';
import type { QueenParts } from './queen-parts.ts';

/**
 * Reads a body of at most `maxBytes`. Calls back once, with the body or with the reason why it is not read to its end. What
 * arrives after that is dropped.
 */
export function readBody(
  payload: Readable,
  address: string,
  { bodies, metrics }: Pick<QueenParts, 'bodies' | 'metrics'>,
  done: (error: Error | null, body?: Buffer) => void,
  maxBytes: number = LIMITS.maxHeartbeatBytes,
): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const end = (error: Error | null): void => {
    payload.off('data', onData).off('end', onEnd).off('close', onCutOff);
    // A stream that fails after this must not throw.
    payload.off('error', onCutOff).on('error', () => {});
    bodies.release(address, bytes);
    if (error === null) done(null, joined(chunks));
    else {
      payload.resume();
      done(error);
    }
  };
  const onData = (chunk: Buffer): void => {
    if (bytes + chunk.length > maxBytes) {
      end(new RefusalError(bodyTooLarge(maxBytes)));
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
  const onCutOff = (): void => end(new RefusalError(CUT_OFF));
  payload.on('data', onData).on('end', onEnd).on('error', onCutOff).on('close', onCutOff);
}

/** No client reads it: it is for the counts and the log. */
const CUT_OFF: Refusal = {
  code: 'bad_request',
  detail: 'The connection ended before the body had arrived; send the request again.',
};

/** Avoids the copy in the usual case of one chunk. */
function joined(chunks: readonly Buffer[]): Buffer {
  const [first] = chunks;
  return first && chunks.length === 1 ? first : Buffer.concat(chunks);
}
