import { finished, pipeline } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ClientAddress } from '../client-address.ts';
import { limitRefusal } from '../limit-refusal.ts';
import type { QueenMetrics } from '../metrics/index.ts';
import { MAX_ANSWER_MS } from '../overload.ts';
import { RefusalError } from '../problem.ts';
import type { Shares } from '../shares.ts';
import { acceptsGzip, encodingHeaders } from './content-encoding.ts';
import { SlicedText } from './sliced-text.ts';
import { TimeSlices } from './time-slices.ts';

/** Low, because the texts are repetitive: a higher one takes far longer and saves little. */
const GZIP_LEVEL = 1;

export interface SlicedAnswersParts {
  readonly monotonic: () => number;
  /** The answers that are being sent, by address. */
  readonly places: Shares;
  readonly addressOf: ClientAddress;
  readonly metrics: Pick<QueenMetrics, 'limitReached'>;
}

/** Sends answers that may be as large as the fleet: in time slices, no faster than the client reads, compressed if it accepts gzip. */
export class SlicedAnswers {
  readonly #parts: SlicedAnswersParts;
  readonly #slices: TimeSlices;

  constructor(parts: SlicedAnswersParts) {
    this.#parts = parts;
    this.#slices = new TimeSlices(parts.monotonic);
  }

  /** Sends a text that is made of pieces. Throws a refusal if too many answers are being sent. */
  send(
    request: FastifyRequest,
    reply: FastifyReply,
    contentType: string,
    pieces: Iterator<string, undefined>,
  ): FastifyReply {
    const leave = this.#enter(request);
    const gzip = acceptsGzip(request.headers['accept-encoding']);
    const text = new SlicedText(pieces, this.#slices);
    const timer = setTimeout(() => reply.raw.destroy(), MAX_ANSWER_MS).unref();
    finished(reply.raw, () => {
      clearTimeout(timer);
      leave();
    });
    const body = gzip ? pipeline(text, createGzip({ level: GZIP_LEVEL }), () => {}) : text;
    return reply.type(contentType).headers(encodingHeaders(reply, gzip)).send(body);
  }

  /** Takes a place; the returned function gives it back. */
  #enter({ raw }: FastifyRequest): () => void {
    const { places, addressOf, metrics } = this.#parts;
    const address = addressOf(raw);
    const full = places.take(address);
    if (full !== null) {
      metrics.limitReached('answers', full);
      throw new RefusalError(limitRefusal('answers', full));
    }
    return () => places.release(address);
  }
}
