import {
  HISTORY_LIMITS,
  HistoryEventsAnswerSchema,
  HistoryHoldersSchema,
  HistoryInfoSchema,
  HistorySeriesSchema,
  HistoryTopSchema,
  ROUTES,
} from '@rbee/contract';
import { FIELDS, type History, type Question, readQuestion } from '@rbee/history';
import type { FastifyInstance } from 'fastify';
import { RefusalError } from '../problem.ts';
import type { QueenParts } from './queen-parts.ts';
import { describe, json, query } from './route-schemas.ts';

const namesOf = (fields: object): string => Object.keys(fields).join(', ');

const HIVE = { type: 'string', description: 'Id of a hive.' };
const WORKER = { type: 'string', description: 'Id of a worker: <hive_id>/<group>/<instance>.' };
const GPU = { type: 'string', description: 'Permanent id of a GPU.' };
const TIME = '2025-10-30T20:15:30Z, -15m, -1h30m, -7d or now';

const timeOf = (what: string) => ({ type: 'string', description: `${what}: ${TIME}.` });
const countOf = (maximum: number, standard: number) => ({
  type: 'integer',
  minimum: 1,
  maximum,
  default: standard,
});

const range = { from: timeOf('Start of the range'), to: timeOf('End of the range; default now') };

const seriesParameters = {
  worker: WORKER,
  hive: HIVE,
  gpu: GPU,
  each: {
    type: 'string',
    enum: ['gpu', 'worker'],
    description:
      'With hive: all of its GPUs or workers. With gpu, worker: what each worker uses of it. With worker, gpu: what it uses of each.',
  },
  fields: {
    type: 'string',
    description:
      `Fields with commas between them, at most ${HISTORY_LIMITS.maxFields}. Of a worker: ${namesOf(FIELDS.worker)}. ` +
      `Of a GPU: ${namesOf(FIELDS.gpu)}. Of a hive: ${namesOf(FIELDS.node)}. ` +
      `Of what a worker uses of a GPU: ${namesOf(FIELDS.use)}.`,
  },
  ...range,
  max_points: countOf(HISTORY_LIMITS.maxPoints, HISTORY_LIMITS.defaultPoints),
};

const topParameters = {
  field: { type: 'string', description: 'Field of workers, or of GPUs if by is gpu or hive.' },
  by: { type: 'string', enum: ['worker', 'hive', 'gpu', 'model'], default: 'worker' },
  order: { type: 'string', enum: ['mean', 'max'], default: 'mean' },
  n: countOf(HISTORY_LIMITS.maxTop, HISTORY_LIMITS.defaultTop),
  ...range,
};

const eventsParameters = {
  hive: HIVE,
  worker: WORKER,
  from: timeOf('Start of the range; default: all that is kept'),
  to: range.to,
  limit: countOf(HISTORY_LIMITS.maxEvents, HISTORY_LIMITS.defaultEvents),
  cursor: { type: 'string', description: '`next_cursor` of the previous page.' },
};

const ask = (summary: string, answer: string, schema: object, parameters: object) =>
  describe('history', summary, { 200: json(answer, schema) }, query(parameters));

const QUESTIONS: readonly (readonly [url: string, kind: Question['kind'], schema: object])[] = [
  [
    ROUTES.historySeries,
    'series',
    ask('Read figures over time', 'The points of each series.', HistorySeriesSchema, seriesParameters),
  ],
  [ROUTES.historyTop, 'top', ask('Read what used most', 'The ranking.', HistoryTopSchema, topParameters)],
  [
    ROUTES.historyHolders,
    'holders',
    ask('Read who held the memory of a GPU', 'The workers that held it.', HistoryHoldersSchema, {
      gpu: GPU,
      hive: HIVE,
      at: timeOf('Time; default now'),
    }),
  ],
  [
    ROUTES.historyEvents,
    'events',
    ask('Read what happened', 'A page of events.', HistoryEventsAnswerSchema, eventsParameters),
  ],
];

const describeInfo = describe('history', 'Read what is kept of the past', {
  200: json('What is kept, and what is wrong.', HistoryInfoSchema),
});

/** The past changes with every second, so no answer about it is kept on the way. */
const NOT_KEPT = { 'cache-control': 'no-store' };

/** GET: what is kept of the past, and questions about it (section P). */
export async function historyRoutes(app: FastifyInstance, parts: QueenParts): Promise<void> {
  const { settings, questions } = parts;
  const historyOf = (): History => {
    if (settings.history) return settings.history;
    const detail = 'This queen keeps no history; start it with a data folder that it can write (--data).';
    throw new RefusalError({ code: 'history_off', detail });
  };
  app.get(ROUTES.history, { schema: describeInfo }, async (_request, reply) =>
    reply.headers(NOT_KEPT).send(historyOf().info()),
  );
  for (const [url, kind, schema] of QUESTIONS) {
    app.get(url, { schema }, async (request, reply) => {
      const history = historyOf();
      const read = readQuestion(kind, request.query as Record<string, unknown>, settings.clock.now());
      if (!read.ok) throw new RefusalError({ code: 'bad_request', detail: read.detail });
      return questions.answer(history, read.question, request, reply.headers(NOT_KEPT));
    });
  }
}
