import type { IncomingMessage } from 'node:http';
import type { Settings } from '../config.ts';
import type { Refusal } from '../problem.ts';
import { hostGuard } from './host.ts';

/**
 * Returns a function that gives the refusal of a request that two programs could understand in different ways, or that is meant
 * for another server: by its Host header, its target or its framing (RFC 9112 sections 3.2 and 6.1); null if it is allowed.
 */
export function requestGuard(settings: Settings): (request: IncomingMessage) => Refusal | null {
  const hostRefusal = hostGuard(settings);
  return (request) => {
    const { httpVersion, headers, url = '' } = request;
    if (headers.host === undefined && httpVersion === '1.1') {
      return bad('An HTTP/1.1 request must have a Host header; add one.');
    }
    // The server joins repeated headers with a comma, which no host name has.
    if (headers.host?.includes(',')) return bad('A request must have one Host header; send it once.');
    return framingRefusal(request) ?? hostRefusal(headers.host) ?? targetRefusal(url, hostRefusal);
  };
}

/** A body that is compressed for its transfer would be read as if it were plain; HTTP/1.0 has no transfer codings. */
function framingRefusal({ headers, httpVersion }: IncomingMessage): Refusal | null {
  const coding = headers['transfer-encoding'];
  if (coding === undefined) return null;
  if (httpVersion === '1.1' && /^chunked$/i.test(coding)) return null;
  return bad(
    `Transfer-Encoding: ${coding} is not supported in HTTP/${httpVersion}; send the body with a Content-Length.`,
  );
}

/** The host of a target in absolute form counts more than the Host header (RFC 9112 section 3.2.2), so both are checked. */
function targetRefusal(url: string, hostRefusal: ReturnType<typeof hostGuard>): Refusal | null {
  if (url.startsWith('/') || url === '*') return null;
  const authority = /^https?:\/\/([^/?#\\]+)/i.exec(url)?.[1];
  if (authority === undefined) return bad('The target of the request is neither a path nor an http URL.');
  return hostRefusal(authority);
}

const bad = (detail: string): Refusal => ({ code: 'bad_request', detail });
