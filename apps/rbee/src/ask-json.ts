import { type FetchQueen, isProblem, readBody } from '@rbee/hive';

/** The answer to a question, whose body is undefined if it is no JSON; or why there is none, as text. */
export type Told =
  | { readonly ok: true; readonly status: number; readonly body: unknown; readonly isProblem: boolean }
  | { readonly ok: false; readonly reason: string };

/** Time that a queen has to answer, milliseconds. */
const TIMEOUT_MS = 2_000;
/** Answers of a queen about itself are short. */
const MAX_BYTES = 64 * 1024;

/** Asks a queen with GET; follows no redirect. */
export async function askJson(fetch: FetchQueen, url: URL, token?: string): Promise<Told> {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const response = await fetch(url, { method: 'GET', headers, signal, redirect: 'manual' });
    const body = jsonIn(await readBody(response, MAX_BYTES));
    return { ok: true, status: response.status, body, isProblem: isProblem(body) };
  } catch (error) {
    return { ok: false, reason: reasonOf(error, TIMEOUT_MS) };
  }
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Why a request got no answer. The message of fetch() is only "fetch failed"; the reason is in its cause. */
export function reasonOf(error: unknown, timeoutMs: number): string {
  const { name, cause } = error as Error;
  if (name === 'TimeoutError') return `no answer within ${timeoutMs / 1_000} s`;
  const { code, message } = (cause ?? error) as { code?: string; message?: string };
  return code ?? message ?? String(error);
}
