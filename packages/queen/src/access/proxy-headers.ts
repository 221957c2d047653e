import type { IncomingMessage } from 'node:http';
import type { Shown } from '@rbee/access';
import { ACCESS_LIMITS, cutText, visibleText } from '@rbee/contract';
import { trusts } from '../client-address.ts';
import { isFromElsewhere } from './shown.ts';
import { timesSent } from './times-sent.ts';

/** The headers by which a reverse proxy names who it let in. */
export interface ProxySignIn {
  /** Header with the name of the person, such as `Remote-User`. */
  readonly userHeader: string;
  /** Header with its groups, such as `Remote-Groups`. */
  readonly groupsHeader?: string;
}

/** True for a name that such a header can have; not for those that have another meaning. */
export const isProxyHeader = (name: string): boolean =>
  /^[A-Za-z0-9-]{1,64}$/.test(name) && !OTHER_HEADERS.has(name.toLowerCase());

const OTHER_HEADERS = new Set([
  'authorization',
  'cookie',
  'host',
  'origin',
  'content-type',
  'content-length',
]);

/** What a trusted reverse proxy says of the person; undefined if nothing counts. */
export type ProxyHeaders = (request: IncomingMessage) => Shown['proxy'];

/** Longer ones are not looked at. */
const MAX_HEADER_CHARS = 8_192;

/**
 * Returns a function that reads the headers of trusted proxies ([A5]). In a request of anybody else they are ignored, and `onIgnored` is
 * called. So it is with a header that comes twice: a proxy that adds it to that of the client lets anybody be anyone. A browser sends
 * what the proxy let in with requests of other sites, too; there it counts no more than a cookie ([A6]).
 */
export function proxyHeaders(
  signIn: ProxySignIn | undefined,
  trustedProxies: readonly string[],
  onIgnored: () => void,
): ProxyHeaders {
  if (!signIn) return () => undefined;
  const isTrusted = trusts(trustedProxies);
  const userHeader = signIn.userHeader.toLowerCase();
  const groupsHeader = signIn.groupsHeader?.toLowerCase();
  return (request) => {
    const name = nameIn(request.headers[userHeader]);
    if (name === '') return undefined;
    const isSure = [userHeader, groupsHeader].every((it) => it === undefined || timesSent(request, it) <= 1);
    if (!isSure || !isTrusted(request.socket.remoteAddress)) {
      onIgnored();
      return undefined;
    }
    if (isFromElsewhere(request)) return undefined;
    return { name, groups: groupsHeader === undefined ? [] : groupsIn(request.headers[groupsHeader]) };
  };
}

/** Node reads headers as Latin-1; proxies send names in UTF-8. */
const textIn = (value: string | string[] | undefined): string =>
  typeof value === 'string' && value.length <= MAX_HEADER_CHARS
    ? Buffer.from(value, 'latin1').toString('utf8')
    : '';

const nameIn = (value: string | string[] | undefined): string =>
  cutText(visibleText(textIn(value).trim()), ACCESS_LIMITS.maxNameChars);

/** Authelia and OAuth2 Proxy separate groups by a comma, Authentik by a vertical bar. */
const groupsIn = (value: string | string[] | undefined): readonly string[] =>
  textIn(value)
    .split(/[,|;]/)
    .map((group) => group.trim())
    .filter((group) => group !== '');
