import { randomInt, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Completion, complete, DEFAULTS, parseCompletion } from './completion.ts';
import type { Journal } from './journal.ts';
import { metricsText, zeroCounters } from './metrics.ts';
import { type NGramModel, parameterCount } from './model.ts';
import { Slots } from './slots.ts';

/** What a server serves. */
export interface SampleServerOptions {
  /** Name of the model. */
  readonly name: string;
  readonly model: NGramModel;
  readonly version: string;
  /** When the model was trained, seconds since 1970. */
  readonly created: number;
  /** Bytes of the text that the model was trained on. */
  readonly corpusBytes: number;
  /** Records the completions. */
  readonly journal: Journal;
}

interface Answer {
  readonly status: number;
  readonly type: 'application/json' | 'text/plain; version=0.0.4';
  readonly body: string;
  readonly allow?: string;
}

type Route =
  | { readonly method: 'GET'; readonly answer: () => Answer }
  | { readonly method: 'POST'; readonly page: (completion: Completion, slot: number) => unknown };

/** Requests that are processed at once, and requests that may wait. */
const SLOTS = 2;
const MAX_WAITING = 64;

const MAX_BODY_BYTES = 64 * 1024;

/** Creates a completion server with the routes of llama.cpp's server; it does not listen yet. */
export function createSampleServer(options: SampleServerOptions): Server {
  const { name, model, journal } = options;
  const counters = zeroCounters();
  const slots = new Slots(SLOTS, MAX_WAITING);
  const routes = new Map<string, Route>([
    ['/health', { method: 'GET', answer: () => json(200, { status: 'ok' }) }],
    ['/props', { method: 'GET', answer: () => json(200, propsPage(options)) }],
    ['/v1/models', { method: 'GET', answer: () => json(200, modelsPage(options)) }],
    ['/metrics', { method: 'GET', answer: () => prometheus(metricsText(counters, slots)) }],
    ['/completion', { method: 'POST', page: (completion, slot) => completionPage(completion, name, slot) }],
    ['/v1/completions', { method: 'POST', page: (completion) => openAiPage(completion, name) }],
  ]);

  async function answer(request: IncomingMessage, signal: AbortSignal): Promise<Answer> {
    const route = routes.get((request.url ?? '').split('?')[0] ?? '');
    if (!route) return failure(404, 'There is nothing at this address.');
    if (request.method !== route.method) {
      return { ...failure(405, `This address takes ${route.method} only.`), allow: route.method };
    }
    if (route.method === 'GET') return route.answer();
    const body = await readJson(request);
    if ('refusal' in body) return body.refusal;
    const wanted = parseCompletion(body.value);
    if (typeof wanted === 'string') return failure(400, wanted);
    const slot = await slots.enter();
    if (slot === null) return failure(503, 'Too many requests are waiting; try again later.');
    try {
      const seed = wanted.seed ?? randomInt(2 ** 32);
      const completion = await complete(model, { ...wanted, seed }, counters, slots, signal);
      await journal.append({ time: new Date().toISOString(), ...wanted, seed, ...completion });
      return json(200, route.page(completion, slot));
    } finally {
      slots.leave(slot);
    }
  }

  return createServer((request, response) => {
    const closed = new AbortController();
    response.once('close', () => closed.abort());
    answer(request, closed.signal)
      .catch((error: unknown) => failure(500, `The sample worker failed: ${String(error)}`))
      .then((it) => respond(request, response, it));
  });
}

/**
 * Reads a JSON body. Only `application/json` is accepted: web pages of other sites cannot send that to a server on
 * loopback without a preflight request, which this server refuses.
 */
async function readJson(
  request: IncomingMessage,
): Promise<{ readonly value: unknown } | { readonly refusal: Answer }> {
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
    return { refusal: failure(415, 'The content type must be application/json.') };
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) {
      return { refusal: failure(413, `The body must not be larger than ${MAX_BODY_BYTES} bytes.`) };
    }
    chunks.push(chunk);
  }
  try {
    return { value: JSON.parse(Buffer.concat(chunks).toString('utf8')) };
  } catch {
    return { refusal: failure(400, 'The body is not JSON.') };
  }
}

function respond(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  if (response.destroyed) return;
  response.writeHead(answer.status, {
    'content-type': answer.type,
    'content-length': Buffer.byteLength(answer.body),
    ...(answer.allow && { allow: answer.allow }),
    // The rest of a refused body is not read, so the connection cannot be used again.
    ...(!request.complete && { connection: 'close' }),
  });
  response.end(answer.body);
}

const json = (status: number, value: unknown): Answer => ({
  status,
  type: 'application/json',
  body: JSON.stringify(value),
});

const prometheus = (body: string): Answer => ({ status: 200, type: 'text/plain; version=0.0.4', body });

const ERROR_TYPES: Readonly<Record<number, string>> = { 404: 'not_found_error', 503: 'unavailable_error' };

/** An error as llama.cpp's server answers it. */
const failure = (code: number, message: string): Answer =>
  json(code, { error: { code, message, type: ERROR_TYPES[code] ?? 'invalid_request_error' } });

/** `GET /props` as llama.cpp's server answers it. */
const propsPage = ({ name, model, version }: SampleServerOptions) => ({
  default_generation_settings: {
    n_ctx: model.order,
    params: { temperature: DEFAULTS.temperature, n_predict: DEFAULTS.maxTokens },
  },
  total_slots: SLOTS,
  model_alias: name,
  model_path: `n-gram/${name}`,
  modalities: { vision: false, audio: false },
  build_info: `sample-worker-${version}`,
  is_sleeping: false,
});

/** `GET /v1/models` as llama.cpp's server answers it. */
function modelsPage({ name, model, created, corpusBytes }: SampleServerOptions) {
  const meta = {
    n_vocab: model.vocabulary.length,
    n_ctx_train: model.order,
    n_params: parameterCount(model),
    size: corpusBytes,
  };
  return { object: 'list', data: [{ id: name, object: 'model', created, owned_by: 'llamacpp', meta }] };
}

/** `POST /completion` as llama.cpp's server answers it. */
const completionPage = (completion: Completion, model: string, slot: number) => ({
  content: completion.content,
  id_slot: slot,
  stop: true,
  stop_type: 'limit',
  model,
  tokens_evaluated: completion.promptTokens,
  tokens_predicted: completion.predictedTokens,
  timings: {
    prompt_n: completion.promptTokens,
    prompt_ms: completion.promptMs,
    predicted_n: completion.predictedTokens,
    predicted_ms: completion.predictedMs,
    predicted_per_second: (completion.predictedTokens / completion.predictedMs) * 1_000,
  },
});

/** `POST /v1/completions` in OpenAI's format. */
const openAiPage = (completion: Completion, model: string) => ({
  id: `cmpl-${randomUUID()}`,
  object: 'text_completion',
  created: Math.floor(Date.now() / 1_000),
  model,
  choices: [{ index: 0, text: completion.content, logprobs: null, finish_reason: 'length' }],
  usage: {
    prompt_tokens: completion.promptTokens,
    completion_tokens: completion.predictedTokens,
    total_tokens: completion.promptTokens + completion.predictedTokens,
  },
});
