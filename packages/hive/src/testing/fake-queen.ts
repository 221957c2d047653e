import type { Heartbeat } from '@rbee/contract';

/** A fake queen's answer to one POST: `hang` is none, `away` a refused connection. */
export type Reply = Response | 'away' | 'hang';

/** A queen in place of `fetch`; accepts everything until `reply` is set. */
export class FakeQueen {
  readonly posts: { readonly url: string; readonly body: Heartbeat }[] = [];
  /** POSTs without an answer: at present, and the most at any time. */
  readonly open = { now: 0, most: 0 };

  /** Gives the answer to each POST. */
  reply: () => Reply = taken;

  readonly fetch: typeof fetch = async (url, init) => {
    this.posts.push({ url: String(url), body: JSON.parse(String(init?.body)) });
    this.open.now += 1;
    this.open.most = Math.max(this.open.most, this.open.now);
    try {
      return await answer(this.reply(), init?.signal);
    } finally {
      this.open.now -= 1;
    }
  };
}

async function answer(reply: Reply, signal: AbortSignal | null | undefined): Promise<Response> {
  if (reply === 'away') throw new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } });
  if (reply !== 'hang') return reply;
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason));
  });
}

/** 200 as in [H4]. */
export const taken = (): Response =>
  Response.json({ status: 'ok', message: 'Telemetry received from hive a' });

/** A refusal as in [H5]. */
export const problem = (status: number, code: string, detail: string, headers: HeadersInit = {}): Response =>
  Response.json({ type: 'about:blank', title: 'A refusal', status, code, detail }, { status, headers });
