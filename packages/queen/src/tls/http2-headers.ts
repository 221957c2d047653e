import type { Http2ServerRequest } from 'node:http2';

/** Browsers split it to compress it better, and Node joins it again (RFC 9113 section 8.2.3). */
const SPLIT = new Set(['cookie']);

/**
 * Gives the headers of a request the form that those of HTTP/1.1 have here: the host is `host`, and repeated headers are joined with a
 * comma. Node would keep the first one of some, which hides that a request has two hosts or two tokens; the guards refuse such requests.
 */
export function likeHttp1({
  headers,
  rawHeaders,
  authority,
}: Pick<Http2ServerRequest, 'headers' | 'rawHeaders' | 'authority'>): void {
  const seen = new Set<string>();
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]?.toLowerCase() ?? '';
    if (seen.has(name) && !SPLIT.has(name)) headers[name] = valuesOf(rawHeaders, name).join(', ');
    seen.add(name);
  }
  const { host } = headers;
  // RFC 9113 section 8.3.1: a request whose two names differ is malformed.
  headers.host = host === undefined || host === authority ? authority : `${authority}, ${host}`;
}

const valuesOf = (rawHeaders: readonly string[], name: string): string[] =>
  rawHeaders.filter((_, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === name);
