import { randomInt, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Journal } from '../journal/index.ts';
import { createSlots } from '../slots/index.ts';
import { type Answer, completionPage, failure, json, openAiPage } from './answers.ts';
import { type Completion, complete } from './complete.ts';
import { parseCompletion } from './completion-request.ts';
import { zeroCounters } from './counters.ts';
import { metricsText } from './metrics.ts';
import { type About, modelsPage, propsPage } from './pages.ts';
import { readJson } from './read-json.ts';

/** Requests worked on at once, and requests that may wait. */
const SLOTS = 2;
const MAX_WAITING = 64;

/** What a server serves, and where it writes down what it served. */
export interface SampleServerOptions {
  readonly about: Omit<About, 'slots'>;
  readonly journal: Journal;
}

type Page = (completion: Completion, slot: number) => unknown;
type Route =
  | { readonly method: 'GET'; readonly answer: () => Answer }
  | { readonly method: 'POST'; readonly page: Page };

/** A completion server with the routes of llama.cpp's; it does not listen yet. */
export function createSampleServer({ about: given, journal }: SampleServerOptions): Server {
  const counters = zeroCounters();
  const slots = createSlots(SLOTS, MAX_WAITING);
  const about = { ...given, slots: SLOTS };
  const { name, model } = about;

  const routes = new Map<string, Route>([
    ['/health', { method: 'GET', answer: () => json({ status: 'ok' }) }],
    ['/props', { method: 'GET', answer: () => json(propsPage(about)) }],
    ['/v1/models', { method: 'GET', answer: () => json(modelsPage(about)) }],
    ['/metrics', { method: 'GET', answer: () => prometheus(metricsText(counters, slots)) }],
    ['/completion', { method: 'POST', page: (it, slot) => completionPage(it, name, slot) }],
    ['/v1/completions', { method: 'POST', page: (it) => openAiPage(it, name, randomUUID(), seconds()) }],
  ]);

  const answerPost = async (request: IncomingMessage, signal: AbortSignal, page: Page): Promise<Answer> => {
    const body = await readJson(request);
    if (body.kind === 'wrong') return body.answer;
    const wanted = parseCompletion(body.value);
    if (typeof wanted === 'string') return failure(400, wanted);
    const slot = await slots.enter();
    if (slot === null) return failure(503, 'Too many requests are waiting; try again later.');
    try {
      const seed = wanted.seed ?? randomInt(2 ** 32);
      const completion = await complete(model, { ...wanted, seed }, { counters, slots, signal });
      await journal.append({ time: new Date().toISOString(), ...wanted, seed, ...completion });
      return json(page(completion, slot));
    } finally {
      slots.leave(slot);
    }
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<Answer> => {
    const route = routes.get((request.url ?? '').split('?')[0] ?? '');
    if (!route) return failure(404, 'There is nothing at this address.');
    if (request.method !== route.method) {
      return { ...failure(405, `This address takes ${route.method} only.`), allow: route.method };
    }
    if (route.method === 'GET') return route.answer();
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    return answerPost(request, gone.signal, route.page);
  };

  return createServer((request, response) => {
    answer(request, response)
      .catch((error: unknown) => failure(500, `The sample worker failed: ${String(error)}`))
      .then((it) => respond(request, response, it));
  });
}

const seconds = (): number => Math.floor(Date.now() / 1_000);

const prometheus = (body: string): Answer => ({ status: 200, type: 'text/plain; version=0.0.4', body });

function respond(
  request: IncomingMessage,
  response: ServerResponse,
  { status, type, body, allow }: Answer,
): void {
  if (response.destroyed) return;
  const headers = {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    ...(allow && { allow }),
  };
  // What is left of a body that was refused is not read: the connection ends with the answer.
  response.writeHead(status, request.complete ? headers : { ...headers, connection: 'close' });
  response.end(body);
}
