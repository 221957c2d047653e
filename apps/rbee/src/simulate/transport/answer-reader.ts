import { RETRY_MS_HEADER } from '@rbee/contract/plain';

/** The answer to a POST. */
export interface HttpAnswer {
  readonly status: number;
  readonly retryAfter: string | null;
  /** The header of [L4]. */
  readonly retryMs: string | null;
  readonly location: string | null;
  readonly body: string;
  /** True if the server closes the connection after it. */
  readonly isLast: boolean;
}

/** Longest answer that is read, bytes: those of a queen are short. */
const MAX_BYTES = 64 * 1024;

/**
 * Reads the answers on one connection (RFC 9112). A load generator whose own client costs more than the server would measure
 * itself: Node's own client costs three times as much.
 */
export class AnswerReader {
  #rest = '';
  /** A text that held whole answers; most answers are like the one before. */
  #lastText = '';
  #lastAnswers: readonly HttpAnswer[] = [];

  /** The answers that are complete after this piece of text; null if what came is not HTTP. */
  read(text: string): readonly HttpAnswer[] | null {
    if (this.#rest !== '') return this.#readRest(text);
    if (text === this.#lastText) return this.#lastAnswers;
    const answers = this.#readRest(text);
    if (answers && this.#rest === '') {
      this.#lastText = text;
      this.#lastAnswers = answers;
    }
    return answers;
  }

  #readRest(text: string): readonly HttpAnswer[] | null {
    this.#rest += text;
    const answers: HttpAnswer[] = [];
    for (;;) {
      const headEnd = this.#rest.indexOf('\r\n\r\n');
      if (headEnd < 0) break;
      const head = this.#rest.slice(0, headEnd);
      const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1]);
      const body = status ? bodyOf(this.#rest, head, headEnd + 4, status) : null;
      if (body === null) return null;
      if (body === 'incomplete') break;
      this.#rest = this.#rest.slice(body.end);
      if (status >= 200) answers.push(answerOf(status, head, body.text));
    }
    return this.#rest.length > MAX_BYTES ? null : answers;
  }
}

const headerOf = (name: string): RegExp => new RegExp(`\r\n${name}:[ \t]*([^\r]*)`, 'i');
const LENGTH = headerOf('content-length');
const ENCODING = headerOf('transfer-encoding');
const RETRY_AFTER = headerOf('retry-after');
const RETRY_MS = headerOf(RETRY_MS_HEADER);
const LOCATION = headerOf('location');
const CONNECTION = headerOf('connection');

type Body = { readonly text: string; readonly end: number } | 'incomplete' | null;

/** The body that begins at `from`; null if its length is unknown. */
function bodyOf(text: string, head: string, from: number, status: number): Body {
  if (status < 200 || status === 204 || status === 304) return { text: '', end: from };
  const length = LENGTH.exec(head)?.[1];
  if (length === undefined) return ENCODING.exec(head)?.[1] === 'chunked' ? chunksOf(text, from) : null;
  const end = from + Number(length);
  return end > text.length ? 'incomplete' : { text: text.slice(from, end), end };
}

/** A body in chunks (RFC 9112 section 7.1) without trailers. */
function chunksOf(text: string, from: number): Body {
  let body = '';
  for (let at = from; ; ) {
    const lineEnd = text.indexOf('\r\n', at);
    if (lineEnd < 0) return 'incomplete';
    const size = Number.parseInt(text.slice(at, lineEnd), 16);
    const end = lineEnd + 2 + size + 2;
    if (!(size >= 0)) return null;
    if (end > text.length) return 'incomplete';
    if (size === 0) return { text: body, end };
    body += text.slice(lineEnd + 2, end - 2);
    at = end;
  }
}

const answerOf = (status: number, head: string, body: string): HttpAnswer => ({
  status,
  body,
  retryAfter: RETRY_AFTER.exec(head)?.[1] ?? null,
  retryMs: RETRY_MS.exec(head)?.[1] ?? null,
  location: LOCATION.exec(head)?.[1] ?? null,
  isLast: CONNECTION.exec(head)?.[1]?.toLowerCase() === 'close' || head.startsWith('HTTP/1.0'),
});
