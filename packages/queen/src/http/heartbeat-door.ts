import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { type Accepted, LIMITS, ROUTES } from '@rbee/contract';
import type { FastifyInstance } from 'fastify';
import { hostGuard } from '../guard/index.ts';
import { NO_SNIFFING, takePosted } from './answers.ts';
import { failEarly } from './early-refusal.ts';
import type { QueenParts } from './queen-parts.ts';

/** What every answer has, as the guards put it there. */
const HEADERS = { vary: 'Origin', ...NO_SNIFFING, 'content-type': 'application/json; charset=utf-8' };

/**
 * Takes the heartbeats out of the server's requests that are sent as hives send them, and answers them itself: what a framework
 * does for every request costs more than all that a heartbeat needs. Anything else about a request, and every refusal, is for
 * the framework, so that it is said in one place.
 */
export function openHeartbeatDoor(app: FastifyInstance, parts: QueenParts): void {
  const { server } = app;
  const [otherwise] = server.listeners('request') as [RequestListener];
  const isPlain = plainHeartbeats(parts);
  server.removeListener('request', otherwise);
  server.on('request', (request, response) => {
    if (!isPlain(request)) {
      otherwise(request, response);
      return;
    }
    const fail = (error: unknown): void => failEarly(app, request, response, error);
    const bytes: Buffer[] = [];
    request.on('data', (part: Buffer) => bytes.push(part));
    request.on('error', fail);
    request.on('end', () => {
      try {
        answer(response, takePosted(parts.intake, joined(bytes)), parts.isStopping());
      } catch (error) {
        fail(error);
      }
    });
  });
}

/** Whether a request is a heartbeat that no page sent, of a known length, as it is; to a queen that has time for it. */
function plainHeartbeats({ settings, pressure, isStopping }: QueenParts) {
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
      !pressure.isHigh &&
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

function answer(response: ServerResponse, accepted: Accepted, isLast: boolean): void {
  const text = JSON.stringify(accepted);
  const length = { 'content-length': Buffer.byteLength(text) };
  response.writeHead(200, { ...HEADERS, ...length, ...(isLast && { connection: 'close' }) }).end(text);
}
