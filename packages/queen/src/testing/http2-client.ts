import { once } from 'node:events';
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  type IncomingHttpHeaders,
  type IncomingHttpStatusHeader,
  type OutgoingHttpHeaders,
} from 'node:http2';
import { onTestFinished } from 'vitest';
import type { Certificate } from './certificate.ts';

/** An answer by HTTP/2. */
export interface Http2Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders & IncomingHttpStatusHeader;
  readonly body: string;
}

/** A client that speaks HTTP/2 with a queen on loopback, on one connection. */
export class Http2Client {
  readonly session: ClientHttp2Session;

  private constructor(session: ClientHttp2Session) {
    this.session = session;
    session.on('error', () => {});
    onTestFinished(() => session.destroy());
  }

  static async open(port: number, { pem }: Certificate): Promise<Http2Client> {
    const session = connect(`https://127.0.0.1:${port}`, { ca: pem });
    const client = new Http2Client(session);
    await once(session, 'connect');
    return client;
  }

  /** Begins a request. The text of its answer comes as `data` events. */
  begin(headers: OutgoingHttpHeaders, { endStream = true } = {}): ClientHttp2Stream {
    const stream = this.session.request(headers, { endStream });
    stream.setEncoding('utf8').on('error', () => {});
    return stream;
  }

  /** Sends a request and takes its answer. */
  async ask(headers: OutgoingHttpHeaders, body?: string): Promise<Http2Answer> {
    const stream = this.begin(headers, { endStream: body === undefined });
    if (body !== undefined) stream.end(body);
    return Http2Client.answerTo(stream);
  }

  /** The answer to a request; rejects if the queen resets it before its headers. */
  static async answerTo(stream: ClientHttp2Stream): Promise<Http2Answer> {
    let body = '';
    stream.on('data', (chunk) => (body += chunk));
    // A client's stream whose own body is not sent stays open after the answer.
    const ended = new Promise<null>((resolve) => {
      stream.on('end', () => resolve(null)).on('close', () => resolve(null));
    });
    const answered = new Promise<Http2Answer['headers']>((resolve) => stream.on('response', resolve));
    const headers = await Promise.race([answered, ended]);
    if (!headers) throw new Error(`the request was reset with ${stream.rstCode}`);
    await ended;
    return { status: headers[':status'], headers, body };
  }
}

/** Waits until the text of a stream matches, and gives it. */
export async function textUntil(stream: ClientHttp2Stream, pattern: RegExp): Promise<string> {
  let text = '';
  while (!pattern.test(text)) text += (await once(stream, 'data'))[0];
  return text;
}
