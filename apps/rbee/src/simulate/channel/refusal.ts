import type { Refusal } from './channel.ts';

/** A refusal by a queen or by a proxy, with the detail of the error body if there is one ([H5]). */
export function refusalOf(status: number, body: string, retryAfter: string | undefined): Refusal {
  const seconds = /^\s*(\d{1,4})\s*$/.exec(retryAfter ?? '')?.[1];
  return {
    status,
    detail: detailOf(body) ?? `it answered ${status}`,
    afterMs: seconds === undefined ? undefined : Number(seconds) * 1_000,
  };
}

function detailOf(body: string): string | undefined {
  try {
    const { detail, title } = JSON.parse(body) as Partial<Record<string, unknown>>;
    const words = typeof detail === 'string' ? detail : title;
    return typeof words === 'string' ? words.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').slice(0, 160) : undefined;
  } catch {
    return undefined; // not a queen's answer
  }
}
