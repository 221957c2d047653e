import { readRefusal, sentence, withReason } from '../answer.ts';
import { type FrameBatch, FrameReader } from './frame-reader.ts';

/** Where and how to ask for the stream. */
export interface StreamRequest {
  readonly fetch: typeof globalThis.fetch;
  /** The queen's address, for the words of an error. */
  readonly baseUrl: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** Told of every piece of the stream, with or without a whole frame in it. */
type Heard = (batch: FrameBatch) => void;

/** Why a stream ended, or was never there. */
export interface StreamEnd {
  /** One sentence. */
  readonly reason: string;
  /** Wait that the answer asked for, milliseconds; null when it did not. */
  readonly askedMs: number | null;
}

const ended = (reason: string, askedMs: number | null = null): StreamEnd => ({
  reason: sentence(reason),
  askedMs,
});

/** Asks for the stream and reads it to its end; every way that it can end is a value. */
export async function readStream(request: StreamRequest, heard: Heard): Promise<StreamEnd> {
  const answer = await ask(request);
  if ('reason' in answer) return answer;
  const body = answer.status === 200 && isEventStream(answer) ? answer.body : null;
  if (body === null) return refused(answer, request.baseUrl);
  return readBody(body, request.signal, heard);
}

async function ask({ fetch, url, headers, signal, baseUrl }: StreamRequest): Promise<Response | StreamEnd> {
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
    const kind = response.headers.get('content-type') ?? 'an answer without a type';
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
  heard: Heard,
): Promise<StreamEnd> {
  const reader = body.getReader();
  const frames = new FrameReader();
  for (;;) {
    const piece = await reader.read().catch((broke: unknown) => ({ broke }));
    if (signal.aborted) return ended('The stream was let go');
    if ('broke' in piece) return ended(withReason('The stream broke off', piece.broke));
    if (piece.done) return ended('The queen closed the stream');
    heard(frames.read(piece.value));
  }
}
