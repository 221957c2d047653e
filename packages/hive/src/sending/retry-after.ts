const CAP_MS = 60_000;

/**
 * Milliseconds that a `Retry-After` header asks for (RFC 9110 section 10.2.3: seconds, or a date), at most
 * 60 s; undefined when there is none or it cannot be read.
 */
export function retryAfterMs(header: string | null, nowMs: number): number | undefined {
  const value = header?.trim() ?? '';
  const wanted = /^\d+$/.test(value) ? Number(value) * 1_000 : untilDate(value, nowMs);
  return wanted === undefined ? undefined : Math.min(CAP_MS, Math.max(0, wanted));
}

const HTTP_DATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

function untilDate(value: string, nowMs: number): number | undefined {
  const date = HTTP_DATE.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? undefined : date - nowMs;
}
