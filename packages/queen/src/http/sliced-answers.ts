import { finished, pipeline } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { MAX_ANSWER_MS, MAX_OPEN_ANSWERS } from '../overload.ts';
import { type Refusal, RefusalError } from '../problem.ts';
import { acceptsGzip, encodingHeaders } from './content-encoding.ts';
import { SlicedText } from './sliced-text.ts';
import { TimeSlices } from './time-slices.ts';

/** Low, because the texts are repetitive: a higher one takes far longer and saves little. */
const GZIP_LEVEL = 1;

/** Sends answers that may be as large as the fleet: in time slices, no faster than the client reads, compressed if it accepts gzip. */
export class SlicedAnswers {
  readonly #slices: TimeSlices;
  readonly #maxOpen: number;
  #open = 0;

  constructor(monotonic: () => number, maxOpen = MAX_OPEN_ANSWERS) {
    this.#slices = new TimeSlices(monotonic);
    this.#maxOpen = maxOpen;
  }

  /** Sends a text that is made of pieces. Throws a refusal if too many answers are being sent. */
  send(
    request: FastifyRequest,
    reply: FastifyReply,
    contentType: string,
    pieces: Iterator<string, undefined>,
  ): FastifyReply {
    if (this.#open >= this.#maxOpen) throw new RefusalError(tooMany(this.#maxOpen));
    const gzip = acceptsGzip(request.headers['accept-encoding']);
    const text = new SlicedText(pieces, this.#slices);
    this.#open += 1;
    const timer = setTimeout(() => reply.raw.destroy(), MAX_ANSWER_MS).unref();
    finished(reply.raw, () => {
      clearTimeout(timer);
      this.#open -= 1;
    });
    const body = gzip ? pipeline(text, createGzip({ level: GZIP_LEVEL }), () => {}) : text;
    return reply.type(contentType).headers(encodingHeaders(reply, gzip)).send(body);
  }
}

const tooMany = (open: number): Refusal => ({
  code: 'overloaded',
  detail: `The queen sends ${open} lists and metrics at this moment, its limit; try again after Retry-After.`,
});
