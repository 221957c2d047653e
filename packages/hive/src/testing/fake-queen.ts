import type { Heartbeat } from '@rbee/contract';

/** How a fake queen answers one POST; `hang` never answers, `away` refuses the connection. */
export type Reply = Response | 'away' | 'hang';

/** A queen in place of `fetch`: keeps what it was sent. */
export interface FakeQueen {
  readonly fetch: typeof fetch;
  readonly posts: { readonly url: string; readonly body: Heartbeat }[];
  /** Answers from now on; asked anew for every POST. */
  reply: () => Reply;
  /** POSTs that were not yet answered, and the most there ever were at once. */
  readonly open: { now: number; most: number };
}

/** A queen that takes everything until `reply` is set. */
export function createFakeQueen(): FakeQueen {
  const open = { now: 0, most: 0 };
  const queen: FakeQueen = {
    posts: [],
    open,
    reply: taken,
    fetch: async (url, init) => {
      queen.posts.push({ url: String(url), body: JSON.parse(String(init?.body)) });
      open.now += 1;
      open.most = Math.max(open.most, open.now);
      try {
        return await answer(queen.reply(), init?.signal);
      } finally {
        open.now -= 1;
      }
    },
  };
  return queen;
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
