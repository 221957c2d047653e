import { isResponse, readRefusal, sentence, withReason } from '../answer.ts';
import type { StoreSettings } from '../options.ts';
import { NoToken } from '../token.ts';
import type { Authorization } from './authorization.ts';
import { type FrameBatch, FrameReader } from './frame-reader.ts';

interface StreamRequest extends Pick<StoreSettings, 'fetch' | 'baseUrl' | 'headers' | 'clock'> {
  readonly url: string;
  readonly authorization: Authorization;
  readonly signal: AbortSignal;
}

/** Why a stream ended or could not be opened. */
export interface StreamEnd {
  /** One sentence. */
  readonly reason: string;
  /** The wait that the answer asked for, milliseconds; null without one. */
  readonly askedMs: number | null;
  /** True if the queen wants to know who asks, and it was not said or is not known (401, [A7]). */
  readonly isUnauthorized: boolean;
}

const ended = (reason: string, askedMs: number | null = null, isUnauthorized = false): StreamEnd => ({
  reason: sentence(reason),
  askedMs,
  isUnauthorized,
});

/**
 * Requests the stream and reads it to its end. Every end of the stream is a value, an error too, also one in
 * `onBatch`. `onBatch` is called for every piece of the stream, also when it completes no frame.
 */
export async function readStream(
  request: StreamRequest,
  onBatch: (batch: FrameBatch) => void,
): Promise<StreamEnd> {
  try {
    const opened = await openStream(request);
    return 'reason' in opened ? opened : await readBody(opened, request.signal, onBatch);
  } catch (error) {
    if (error instanceof NoToken) return ended(error.message);
    return ended(withReason('The stream could not be read', error));
  }
}

/** The body of the stream, or why there is none. */
async function openStream(request: StreamRequest): Promise<ReadableStream<Uint8Array> | StreamEnd> {
  const { fetch, baseUrl, url, signal, clock } = request;
  const fields = request.authorization.fields();
  // Without a token the request leaves at once.
  const known = fields instanceof Promise ? await fields : fields;
  if (known === null) return ended(`${baseUrl} refused this token, and there is no other`, null, true);
  const headers = { ...request.headers, ...known, accept: 'text/event-stream' };
  // A `fetch` of the caller's own can give anything.
  let response: Partial<Response> | null | undefined;
  try {
    // The header fields of the caller are for the queen alone: a redirect is not followed.
    response = await fetch(url, { headers, signal, cache: 'no-store', redirect: 'manual' });
  } catch (error) {
    return ended(withReason(`No answer from ${baseUrl}`, error));
  }
  if (!isResponse(response)) return ended(`No answer from ${baseUrl}: \`fetch\` gave no response`);
  if (response.status !== 200) {
    const { message, retryAfterMs } = await readRefusal(response, baseUrl, clock.now());
    return ended(message, retryAfterMs, response.status === 401);
  }
  const type = response.headers.get('content-type') ?? 'no content type';
  if (!/^text\/event-stream\s*(;|$)/i.test(type)) {
    return ended(
      `${baseUrl} answered with ${type} instead of an event stream; is it the address of a queen?`,
    );
  }
  return response.body ?? ended(`${baseUrl} answered with an event stream that has no body`);
}

async function readBody(
  body: ReadableStream<Uint8Array>,
  signal: AbortSignal,
  onBatch: (batch: FrameBatch) => void,
): Promise<StreamEnd> {
  const reader = body.getReader();
  const frames = new FrameReader();
  for (;;) {
    const piece = await reader.read().catch((failure: unknown) => ({ failure }));
    if (signal.aborted) return ended('The stream was aborted');
    if ('failure' in piece) return ended(withReason('The stream was cut off', piece.failure));
    if (piece.done) return ended('The queen closed the stream');
    onBatch(frames.read(piece.value));
  }
}
