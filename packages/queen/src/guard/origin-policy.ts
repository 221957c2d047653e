const LOCALHOST = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/;

/** Whether an `Origin` is the queen's own: the host that the request was sent to, with or without TLS before it. */
export function isOwnOrigin(origin: string, hostHeader: string | undefined): boolean {
  if (hostHeader === undefined || !URL.canParse(origin)) return false;
  const { protocol, host } = new URL(origin);
  const own = `${protocol}//${hostHeader}`;
  return /^https?:$/.test(protocol) && URL.canParse(own) && new URL(own).host === host;
}

/** Whether pages of an `Origin` may read: the queen's own, those of this computer, and those that are given. */
export const mayRead = (
  origin: string,
  hostHeader: string | undefined,
  allowOrigins: readonly string[],
): boolean => LOCALHOST.test(origin) || allowOrigins.includes(origin) || isOwnOrigin(origin, hostHeader);
