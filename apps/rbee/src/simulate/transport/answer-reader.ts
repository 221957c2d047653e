/** An answer to a POST. */
export interface Answer {
  readonly status: number;
  /** The `Retry-After` header. */
  readonly retryAfter: string | undefined;
  readonly body: string;
  /** The server closes the connection after it. */
  readonly last: boolean;
}

/** Longest answer that is read, bytes: a queen's are short. */
const MOST_BYTES = 64 * 1024;

/**
 * Reads the answers on one kept connection (RFC 9112), from texts as they arrive; gives those that are complete, and
 * null once what comes is not one. Node's own client costs a load generator more than all else that it does.
 */
export function createAnswerReader(): (text: string) => readonly Answer[] | null {
  let rest = '';
  return (text) => {
    rest += text;
    const answers: Answer[] = [];
    for (;;) {
      const headEnd = rest.indexOf('\r\n\r\n');
      if (headEnd < 0) break;
      const head = rest.slice(0, headEnd);
      const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1]);
      const body = status ? bodyOf(rest, head, headEnd + 4, status) : null;
      if (body === null) return null;
      if (body === 'more') break;
      rest = rest.slice(body.end);
      if (status >= 200) answers.push(answerOf(status, head, body.text));
    }
    return rest.length > MOST_BYTES ? null : answers;
  };
}

type Body = { readonly text: string; readonly end: number } | 'more' | null;

/** The body that begins at `from`; `more` if it is incomplete, null if its length is unknown. */
function bodyOf(text: string, head: string, from: number, status: number): Body {
  if (status < 200 || status === 204 || status === 304) return { text: '', end: from };
  const length = /\r\ncontent-length:\s*(\d+)/i.exec(head)?.[1];
  if (length === undefined) {
    return /\r\ntransfer-encoding:[^\r]*chunked/i.test(head) ? chunksOf(text, from) : null;
  }
  const end = from + Number(length);
  return end > text.length ? 'more' : { text: text.slice(from, end), end };
}

/** A body in chunks (RFC 9112 section 7.1), without trailers, which nobody sends here. */
function chunksOf(text: string, from: number): Body {
  let body = '';
  for (let at = from; ; ) {
    const lineEnd = text.indexOf('\r\n', at);
    if (lineEnd < 0) return 'more';
    const size = Number.parseInt(text.slice(at, lineEnd), 16);
    const end = lineEnd + 2 + size + 2;
    if (!(size >= 0)) return null;
    if (end > text.length) return 'more';
    if (size === 0) return { text: body, end };
    body += text.slice(lineEnd + 2, end - 2);
    at = end;
  }
}

function answerOf(status: number, head: string, body: string): Answer {
  return {
    ...{ status, body },
    retryAfter: /\r\nretry-after:\s*([^\r]+)/i.exec(head)?.[1],
    last: /\r\nconnection:\s*close/i.test(head) || head.startsWith('HTTP/1.0'),
  };
}
