import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ClientAddress } from '../client-address.ts';
import { limitRefusal } from '../limit-refusal.ts';
import type { QueenMetrics } from '../metrics/index.ts';
import { RefusalError } from '../problem.ts';
import type { Shares } from '../shares.ts';
import { sendStream } from './send-stream.ts';
import { SlicedText } from './sliced-text.ts';
import { TimeSlices } from './time-slices.ts';

export interface SlicedAnswersParts {
  readonly monotonic: () => number;
  /** The answers that are being sent, by address. */
  readonly places: Shares;
  readonly ownerOf: ClientAddress;
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
    return sendStream(request, reply.type(contentType), new SlicedText(pieces, this.#slices), leave);
  }

  /** Takes a place; the returned function gives it back. */
  #enter({ raw }: FastifyRequest): () => void {
    const { places, ownerOf, metrics } = this.#parts;
    const address = ownerOf(raw);
    const full = places.take(address);
    if (full !== null) {
      metrics.limitReached('answers', full);
      throw new RefusalError(limitRefusal('answers', full));
    }
    return () => places.release(address);
  }
}
