import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { PROBLEM_CONTENT_TYPE } from '@rbee/contract';
import { problemOf, type Refusal } from '../problem/index.ts';

/**
 * Answers what is no HTTP request, or is not whole in time; the connection ends with it. On a connection
 * that carries a stream nothing can be answered in between.
 */
export function clientErrorHandler(isStream: (socket: Socket) => boolean) {
  return (error: NodeJS.ErrnoException, socket: Socket): void => {
    if (!socket.writable || error.code === 'ECONNRESET' || isStream(socket)) {
      socket.destroy();
      return;
    }
    socket.end(rawAnswer(refusalOf(error)));
  };
}

const refusalOf = ({ code }: NodeJS.ErrnoException): Refusal =>
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
