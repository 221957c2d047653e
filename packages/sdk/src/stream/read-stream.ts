import { readRefusal, sentence, withReason } from '../answer.ts';
import { type FrameBatch, FrameReader } from './frame-reader.ts';

export interface StreamRequest {
  readonly fetch: typeof globalThis.fetch;
  /** The queen's address, for error messages. */
  readonly baseUrl: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** Called for every piece of the stream, also when it completes no frame. */
type OnBatch = (batch: FrameBatch) => void;

/** Why a stream ended or could not be opened. */
export interface StreamEnd {
  /** One sentence. */
  readonly reason: string;
  /** The wait that the answer asked for, milliseconds; null without one. */
  readonly askedMs: number | null;
}

const ended = (reason: string, askedMs: number | null = null): StreamEnd => ({
  reason: sentence(reason),
  askedMs,
});

/** Requests the stream and reads it to its end. Every end of the stream is a value, an error too. */
export async function readStream(request: StreamRequest, onBatch: OnBatch): Promise<StreamEnd> {
  const answer = await openStream(request);
  if ('reason' in answer) return answer;
  const body = answer.status === 200 && isEventStream(answer) ? answer.body : null;
  if (body === null) return refused(answer, request.baseUrl);
  return readBody(body, request.signal, onBatch);
}

async function openStream({
  fetch,
  url,
  headers,
  signal,
  baseUrl,
}: StreamRequest): Promise<Response | StreamEnd> {
  try {
    return await fetch(url, {
      headers: { ...headers, accept: 'text/event-stream' },
      signal,
      cache: 'no-store',
    });
  } catch (error) {
    return ended(withReason(`No answer from ${baseUrl}`, error));
  }
}

const isEventStream = (response: Response): boolean =>
  /^text\/event-stream\s*(;|$)/i.test(response.headers.get('content-type') ?? '');

async function refused(response: Response, baseUrl: string): Promise<StreamEnd> {
  if (response.status === 200) {
    const kind = response.headers.get('content-type') ?? 'no content type';
    return ended(
      `${baseUrl} answered with ${kind} instead of an event stream; is it the address of a queen?`,
    );
  }
  const { status, detail, retryAfterMs } = await readRefusal(response);
  return ended(`${baseUrl} answered ${status}${detail === null ? '' : `: ${detail}`}`, retryAfterMs);
}

async function readBody(
  body: ReadableStream<Uint8Array>,
  signal: AbortSignal,
  onBatch: OnBatch,
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
