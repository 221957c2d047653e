import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { LIMITS, ROUTES } from '@rbee/contract';
import type { FastifyInstance } from 'fastify';
import { hostGuard } from '../guard/index.ts';
import { overloadedPost } from '../overload.ts';
import { type Answer, answerTo, ingestPost, NO_SNIFFING } from './answers.ts';
import { failEarly } from './early-refusal.ts';
import type { QueenParts } from './queen-parts.ts';

/** What every answer has, as the guards put it there. */
const GUARDED = { vary: 'Origin' };
const ACCEPTED = { ...GUARDED, ...NO_SNIFFING, 'content-type': 'application/json; charset=utf-8' };

/**
 * Takes the heartbeats out of the server's requests that are sent as hives send them, and answers them itself: what a framework
 * does for every request costs more than all that a heartbeat needs. Anything else about a request, and every refusal, is for
 * the framework, so that it is said in one place; but for that of a queen with too much to do, which must cost less than to
 * take the heartbeat.
 */
export function openHeartbeatDoor(app: FastifyInstance, parts: QueenParts): void {
  const { server } = app;
  const { settings, metrics, ingest, load, isStopping } = parts;
  const [otherwise] = server.listeners('request') as [RequestListener];
  const isPlain = plainHeartbeats(parts);
  // Once everything that has already arrived was read: who waits for many answers is woken for all of them together.
  const answer = (response: ServerResponse, { status, headers, body }: Answer): void => {
    setImmediate(() => {
      const length = { 'content-length': Buffer.byteLength(body) };
      const isLast = isStopping() && { connection: 'close' };
      response.writeHead(status, { ...headers, ...length, ...isLast }).end(body);
    });
  };
  server.removeListener('request', otherwise);
  server.on('request', (request, response) => {
    if (!isPlain(request)) {
      otherwise(request, response);
      return;
    }
    if (load.isHigh) {
      metrics.heartbeatRefused('overloaded', 'post');
      const refused = answerTo(overloadedPost(settings.random()));
      answer(response, { ...refused, headers: { ...GUARDED, ...refused.headers } });
      return;
    }
    const fail = (error: unknown): void => failEarly(app, request, response, error);
    const bytes: Buffer[] = [];
    request.on('data', (part: Buffer) => bytes.push(part));
    request.on('error', fail);
    request.on('end', () => {
      try {
        const body = JSON.stringify(ingestPost(ingest, joined(bytes)));
        answer(response, { status: 200, headers: ACCEPTED, body });
      } catch (error) {
        fail(error);
      }
    });
  });
}

/** Whether a request is a heartbeat that no page sent, of a known length, as it is; to a queen that goes on. */
function plainHeartbeats({ settings, isStopping }: QueenParts) {
  const hostRefusal = hostGuard(settings);
  return (request: IncomingMessage): boolean => {
    if (request.url !== ROUTES.heartbeat || request.method !== 'POST') return false;
    const { headers } = request;
    return (
      headers['content-type'] === 'application/json' &&
      Number(headers['content-length']) <= LIMITS.maxHeartbeatBytes &&
      headers['content-encoding'] === undefined &&
      headers.origin === undefined &&
      headers.upgrade === undefined &&
      !isStopping() &&
      hostRefusal(request) === null
    );
  };
}

/** A body nearly always comes in one part, which need not be copied. */
function joined(bytes: readonly Buffer[]): Buffer {
  const [first] = bytes;
  return first && bytes.length === 1 ? first : Buffer.concat(bytes);
}
