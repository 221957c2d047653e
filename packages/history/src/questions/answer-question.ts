import type { Answer, Question } from '../queries.ts';
import type { StoreReader } from '../store-reader.ts';
import { answerEvents } from './answer-events.ts';
import { answerHolders } from './answer-holders.ts';
import { answerSeries } from './answer-series.ts';
import { answerTop } from './answer-top.ts';
import { rfc3339 } from './times.ts';
import { TooLarge } from './too-large.ts';

/**
 * Answers a question from what is kept. `now` is milliseconds since the epoch by the queen's clock. What the reader throws is not
 * caught.
 */
export function answerQuestion(reader: StoreReader, question: Question, now: number): Answer {
  try {
    return answerOf(reader, question, now);
  } catch (error) {
    if (error instanceof TooLarge) return { kind: 'too_large', detail: error.message };
    throw error;
  }
}

function answerOf(reader: StoreReader, question: Question, now: number): Answer {
  switch (question.kind) {
    case 'series':
      return json(answerSeries(reader, question.query, now));
    case 'top':
      return json(answerTop(reader, question.query, now));
    case 'events':
      return json(answerEvents(reader, question.query));
    case 'holders': {
      const { query } = question;
      const holders = answerHolders(reader, query);
      if (holders !== null) return json(holders);
      const detail = `The GPU ${query.uuid} was not reported at ${rfc3339(query.at)}; see /v1/hives for the GPUs.`;
      return { kind: 'not_found', detail };
    }
  }
}

/** Encoded into a buffer of its own, so that it can be transferred. */
const json = (answer: object): Answer => ({
  kind: 'json',
  bytes: new TextEncoder().encode(JSON.stringify(answer)),
});
