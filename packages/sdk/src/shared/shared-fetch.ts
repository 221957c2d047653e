import { type Clock, systemClock } from '../platform.ts';
import { type Channel, channelOf, type PageMessage, type WorkerMessage } from './messages.ts';
import { SharedRequest } from './shared-request.ts';

type Fetch = typeof globalThis.fetch;

/** The connection of a page to the worker that all pages share. */
export interface PageChannel extends Channel<PageMessage, WorkerMessage> {
  /** Calls `failed` if the worker cannot be started. */
  readonly onFailure: (failed: () => void) => void;
}

interface SharedFetchOptions {
  /** Connects to the worker; null where a page cannot have one. */
  readonly connect: () => PageChannel | null;
  /** Used for requests that the worker does not take. */
  readonly fetch: Fetch;
  readonly clock: Clock;
}

/** A worker answers at once; this is for one that has to be loaded by a busy machine first. */
const ACCEPT_WITHIN_MS = 10_000;

/**
 * A `fetch` for streams that reads them through one worker for all pages of a browser. Where there is no such worker,
 * or it does not answer, the page makes its own request.
 */
export function createSharedFetch({ connect, fetch, clock }: SharedFetchOptions): Fetch {
  const requests = new Map<number, SharedRequest>();
  let channel: PageChannel | null | undefined;
  let nextId = 0;
  const fail = (): void => {
    channel = null;
    for (const request of [...requests.values()]) request.notAccepted();
  };
  const connected = (): PageChannel | null => {
    if (channel !== undefined) return channel;
    channel = connect();
    channel?.listen((message) => requests.get(message.id)?.receive(message));
    channel?.onFailure(fail);
    leaveWithPage(() => [...requests.values()]);
    return channel;
  };
  return async (input, init = {}) => {
    const worker = connected();
    if (!worker) return fetch(input, init);
    init.signal?.throwIfAborted();
    nextId += 1;
    const id = nextId;
    const request = new SharedRequest(id, worker.send, () => requests.delete(id));
    requests.set(id, request);
    const cancel = clock.after(ACCEPT_WITHIN_MS, () => request.notAccepted());
    const abort = (): void => request.abort(init.signal?.reason);
    init.signal?.addEventListener('abort', abort, { once: true });
    const headers = Object.fromEntries(new Headers(init.headers));
    worker.send({ type: 'open', id, url: String(input), headers });
    const answer = await request.answer.finally(cancel);
    return answer ?? fetch(input, init);
  };
}

/** Ends the requests of a page that is left, as the worker cannot see that. A page may come back from the history. */
function leaveWithPage(requests: () => readonly SharedRequest[]): void {
  const page: Partial<EventTarget> = globalThis;
  page.addEventListener?.('pagehide', () => {
    for (const request of requests()) request.abort(new Error('The page was left'));
  });
}

/** The worker of this browser; null where there is none, as in Node and in Chrome for Android. */
function connectToWorker(): PageChannel | null {
  if (typeof SharedWorker === 'undefined') return null;
  try {
    const worker = new SharedWorker(new URL('./worker.ts', import.meta.url), {
      type: 'module',
      name: 'rbee',
    });
    return {
      ...channelOf(worker.port),
      onFailure: (failed) => worker.addEventListener('error', failed),
    };
  } catch {
    return null; // the page may not have one, by its content security policy or its sandbox
  }
}

/** The shared `fetch` of this page. */
export const sharedFetch: Fetch = createSharedFetch({
  connect: connectToWorker,
  fetch: (...request) => globalThis.fetch(...request),
  clock: systemClock,
});
