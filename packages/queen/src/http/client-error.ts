import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { PROBLEM_CONTENT_TYPE } from '@rbee/contract';
import type { ConnectionError, QueenMetrics } from '../metrics/index.ts';
import { problemOf, type Refusal } from '../problem.ts';

const answers = new WeakMap<Socket, Refusal>();

/** What a connection was answered with that ended in the middle of a request. */
export const answeredWith = (socket: Socket): Refusal | undefined => answers.get(socket);

/**
 * Answers what is no HTTP request, or is not whole in time; the connection ends with it, and is counted. On a
 * connection that carries a stream nothing can be answered in between, and the stream counts its own ends.
 */
export function clientErrorHandler(metrics: QueenMetrics, isStream: (socket: Socket) => boolean) {
  return (error: NodeJS.ErrnoException, socket: Socket): void => {
    const streams = isStream(socket);
    if (!socket.writable || error.code === 'ECONNRESET' || streams) {
      if (!streams) metrics.connectionError('unanswered');
      socket.destroy();
      return;
    }
    const refusal = refusalOf(error);
    metrics.connectionError(refusal.code);
    answers.set(socket, refusal);
    socket.end(rawAnswer(refusal));
  };
}

const refusalOf = ({ code }: NodeJS.ErrnoException): Refusal & { code: ConnectionError } =>
  code === 'ERR_HTTP_REQUEST_TIMEOUT'
    ? { code: 'request_timeout', detail: 'The request stopped before it was whole; send it again.' }
    : { code: 'bad_request', detail: `This is not an HTTP request that can be read (${code}).` };

function rawAnswer(refusal: Refusal): string {
  const problem = problemOf(refusal);
  const body = JSON.stringify(problem);
  return [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    `Content-Type: ${PROBLEM_CONTENT_TYPE}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}
