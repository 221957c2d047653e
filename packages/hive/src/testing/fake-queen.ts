import type { Heartbeat } from '@rbee/contract';
import { ROUTES } from '@rbee/contract/plain';
import type { FakeAccess } from './fake-access.ts';

/** A fake queen's answer to one POST: `hang` is none, `away` a refused connection. */
export type Reply = Response | 'away' | 'hang';

/** A queen in place of `fetch`; accepts every heartbeat until `reply` is set, with `access` only those with a valid token. */
export class FakeQueen {
  /** POSTs of heartbeats, with the token that each showed. */
  readonly posts: { readonly url: string; readonly body: Heartbeat; readonly token?: string | undefined }[] =
    [];
  /** POSTs without an answer: at present, and the most at any time. */
  readonly open = { now: 0, most: 0 };
  /** Paths of the POSTs about access. */
  readonly asked: string[] = [];
  access: FakeAccess | undefined;

  /** Gives the answer to each POST. */
  reply: () => Reply = taken;

  readonly fetch: typeof fetch = async (url, init) => {
    const body = JSON.parse(String(init?.body));
    const token = /^Bearer (.+)$/.exec(new Headers(init?.headers).get('authorization') ?? '')?.[1];
    this.open.now += 1;
    this.open.most = Math.max(this.open.most, this.open.now);
    try {
      return await answer(this.#replyTo(String(url), body, token), init?.signal);
    } finally {
      this.open.now -= 1;
    }
  };

  #replyTo(url: string, body: ReturnType<typeof JSON.parse>, token: string | undefined): Reply {
    const { pathname } = new URL(url);
    if (pathname.includes('/access/')) this.asked.push(pathname);
    else this.posts.push({ url, body, token });
    const reply = this.reply();
    const { access } = this;
    if (typeof reply === 'string' || !access) return reply;
    if (pathname.endsWith(ROUTES.join)) return access.join(body);
    if (pathname.endsWith(ROUTES.rotate)) return access.rotate(token);
    const { hive_id } = body as Heartbeat;
    return access.refusal(token, hive_id) ?? rotating(reply, access.rotating.has(hive_id));
  }
}

function rotating(reply: Response, isAsked: boolean): Response {
  if (isAsked) reply.headers.set('rbee-rotate', 'true');
  return reply;
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
