import { Readable } from 'node:stream';
import { type Answer, type History, HistoryUnavailable, type Question } from '@rbee/history';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ClientAddress } from '../client-address.ts';
import { limitRefusal } from '../limit-refusal.ts';
import type { QueenMetrics } from '../metrics/index.ts';
import { RefusalError } from '../problem.ts';
import type { SharedLimit, Shares } from '../shares.ts';
import { sendStream } from './send-stream.ts';

export interface OpenQuestionsParts {
  /** The questions that are open, by address. */
  readonly places: Shares;
  /** The bytes of the answers that are being sent, by address. */
  readonly bytes: Shares;
  readonly ownerOf: ClientAddress;
  readonly metrics: Pick<QueenMetrics, 'limitReached'>;
}

/** What is written of an answer at a time, so that compressing it has small pieces. */
const CHUNK_BYTES = 64 * 1024;

/**
 * Asks the history on behalf of clients and sends them its answers. A question is open from its arrival until it was answered and the
 * client has the answer or has left; how many are open is bounded, and so are the bytes that wait to be sent.
 */
export class OpenQuestions {
  readonly #parts: OpenQuestionsParts;

  constructor(parts: OpenQuestionsParts) {
    this.#parts = parts;
  }

  /** Rejects with a `RefusalError` if there is no room, or the history refuses the question. */
  async answer(
    history: History,
    question: Question,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<FastifyReply> {
    const { places, bytes, ownerOf } = this.#parts;
    const address = ownerOf(request.raw);
    const leave = this.#enter('questions', places, address, 1);
    try {
      const answer = bytesOf(await history.ask(question).catch(refuseUnavailable));
      const free = this.#enter('answer_bytes', bytes, address, answer.byteLength);
      reply.type('application/json; charset=utf-8');
      return sendStream(request, reply, Readable.from(piecesOf(answer), { objectMode: false }), () => {
        free();
        leave();
      });
    } catch (error) {
      leave();
      throw error;
    }
  }

  /** Takes a part of a limit; the returned function gives it back. */
  #enter(limit: SharedLimit, shares: Shares, address: string, amount: number): () => void {
    const full = shares.take(address, amount);
    if (full === null) return () => shares.release(address, amount);
    this.#parts.metrics.limitReached(limit, full);
    throw new RefusalError(limitRefusal(limit, full));
  }
}

function refuseUnavailable(error: unknown): never {
  if (!(error instanceof HistoryUnavailable)) throw error;
  throw new RefusalError({ code: 'history_unavailable', detail: error.message });
}

function bytesOf(answer: Answer): Uint8Array {
  switch (answer.kind) {
    case 'json':
      return answer.bytes;
    case 'not_found':
      throw new RefusalError({ code: 'gpu_not_found', detail: answer.detail });
    case 'too_large':
      throw new RefusalError({ code: 'bad_request', detail: answer.detail });
  }
}

function* piecesOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES);
}
