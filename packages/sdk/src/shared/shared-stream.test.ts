import { aQueenHeartbeat, aTelemetry } from '@rbee/contract/builders';
import { expect, test } from 'vitest';
import { systemClock } from '../platform.ts';
import { createHeartbeatStore } from '../store/index.ts';
import { createFakeQueen, frameText, pass, settle, useFakeTime } from '../testing/index.ts';
import { StreamHub } from './hub.ts';
import type { PageMessage, WorkerMessage } from './messages.ts';
import { createSharedFetch, type PageChannel } from './shared-fetch.ts';

useFakeTime();

const BEAT = frameText(aQueenHeartbeat({ hive_ids: ['a'] }), '1');
const sampleText = (seq: number, id: string) =>
  frameText(JSON.stringify({ ...aTelemetry({ hive_id: 'a', seq }), step: seq }), id, 'delta');
const changeText = (step: number, id: string) =>
  frameText(JSON.stringify({ type: 'delta', hive_id: 'a', step, changes: [15, 1] }), id, 'delta');

/** A browser whose pages share a worker. */
function aBrowser() {
  const queen = createFakeQueen();
  const hub = new StreamHub(queen.fetch);
  const ownRequests: string[] = [];
  const own: typeof globalThis.fetch = (url, init) => {
    ownRequests.push(String(url));
    return queen.fetch(url, init);
  };
  /** Opens a page; `connect` is its way to the worker. */
  const openPage = (connect: () => PageChannel | null = () => channelTo(hub)) => {
    const fetch = createSharedFetch({ connect, fetch: own, clock: systemClock });
    const store = createHeartbeatStore({ baseUrl: 'http://queen', fetch, random: () => 0.5 });
    const leave = store.subscribe(() => {});
    const state = () => store.getState().connection.state;
    const seq = () => store.getState().hives[0]?.seq;
    return { store, leave, state, seq };
  };
  const send = async (...texts: string[]) => {
    queen.last().send(texts.join(''));
    await settle();
  };
  return { queen, hub, openPage, ownRequests, send };
}

/** A page's end of a message channel. While the page is frozen its messages wait. */
function channelTo(hub: StreamHub) {
  let toWorker = (_message: PageMessage): void => {};
  let toPage = (_message: WorkerMessage): void => {};
  let frozen = false;
  let received = 0;
  const waiting: WorkerMessage[] = [];
  const deliver = (): void => {
    for (const message of waiting.splice(0)) toPage(message);
  };
  hub.connect({
    send: (message) => {
      received += JSON.stringify(message).length;
      waiting.push(structuredClone(message));
      if (!frozen) deliver();
    },
    listen: (receive) => {
      toWorker = receive;
    },
  });
  const channel: PageChannel = {
    send: (message) => toWorker(structuredClone(message)),
    listen: (receive) => {
      toPage = receive;
    },
    onFailure: () => {},
  };
  return {
    ...channel,
    freeze: () => {
      frozen = true;
    },
    thaw: () => {
      frozen = false;
      deliver();
    },
    received: () => received,
  };
}

test('eight pages are live over one stream, and those that join later have the whole state', async () => {
  const { queen, openPage, send, ownRequests } = aBrowser();
  const pages = [openPage()];
  await settle();
  await send(BEAT, sampleText(1, '2'), changeText(2, '3'));
  while (pages.length < 8) pages.push(openPage());
  await settle();
  expect(pages.map((page) => [page.state(), page.seq()])).toEqual(Array(8).fill(['live', 2]));
  await send(changeText(3, '4'));
  expect(pages.map((page) => page.seq())).toEqual(Array(8).fill(3));
  expect([queen.requests(), ownRequests]).toEqual([1, []]);
});

test('pages that come while the first one waits for the answer share it', async () => {
  const { queen, openPage, send } = aBrowser();
  const pages = [openPage(), openPage(), openPage()];
  await settle();
  await send(BEAT, sampleText(1, '2'));
  expect(pages.map((page) => [page.state(), page.seq()])).toEqual(Array(3).fill(['live', 1]));
  expect(queen.requests()).toBe(1);
});

test('the stream stays open when the page that opened it leaves, and is closed when the last one leaves', async () => {
  const { queen, openPage, send } = aBrowser();
  const first = openPage();
  const second = openPage();
  await settle();
  await send(BEAT, sampleText(1, '2'));
  first.store.close();
  await send(changeText(2, '3'));
  expect([second.state(), second.seq(), queen.requests()]).toEqual(['live', 2, 1]);
  expect(queen.last().signal.aborted).toBe(false);
  second.leave();
  await pass(1_000);
  expect(queen.last().signal.aborted).toBe(true);
  openPage();
  await settle();
  expect([queen.requests(), queen.last().headers.has('last-event-id')]).toEqual([2, false]);
});

test('[S5] after a break the stream is resumed once for all pages', async () => {
  const { queen, openPage, send } = aBrowser();
  const pages = [openPage(), openPage(), openPage()];
  const events: string[][] = pages.map(() => []);
  pages.forEach((page, index) => void page.store.onEvent((event) => events[index]?.push(event.type)));
  await settle();
  await send(BEAT, sampleText(1, '2'));
  queen.last().fail('the network is gone');
  await settle();
  expect(pages.map((page) => page.state())).toEqual(Array(3).fill('offline'));
  await pass(1_000);
  expect(queen.requests()).toBe(2);
  expect(queen.last().headers.get('last-event-id')).toBe('2');
  await send(sampleText(7, '3'));
  expect(pages.map((page) => [page.state(), page.seq()])).toEqual(Array(3).fill(['live', 7]));
  expect(events).toEqual(Array(3).fill(['queen', 'hive_telemetry', 'hive_telemetry']));
});

test('[S7] a page that joins later waits as long as the retry: says that came before', async () => {
  const { queen, openPage, send } = aBrowser();
  openPage();
  await settle();
  await send('retry: 4000\n\n', BEAT);
  const later = openPage();
  await settle();
  queen.last().fail('the network is gone');
  await settle();
  expect(later.store.getState().connection.retryAt).toBeGreaterThanOrEqual(4_000);
});

test('[H5] a refusal reaches every page with its words and its Retry-After', async () => {
  const { queen, openPage } = aBrowser();
  const problem = {
    type: 'about:blank',
    title: 'x',
    status: 503,
    code: 'overloaded',
    detail: 'The queen is full',
  };
  const headers = { 'content-type': 'application/problem+json', 'retry-after': '7' };
  queen.answer(async () => new Response(JSON.stringify(problem), { status: 503, headers }));
  const pages = [openPage(), openPage()];
  await settle();
  expect(queen.requests()).toBe(1);
  for (const { store } of pages) {
    const { state, error, retryAt } = store.getState().connection;
    expect([state, error]).toEqual(['offline', 'http://queen answered 503: The queen is full.']);
    expect(retryAt).toBeGreaterThanOrEqual(7_000);
  }
});

test('a redirect is not followed, and told', async () => {
  const { queen, openPage } = aBrowser();
  queen.answer(async () => Object.defineProperty(new Response(null), 'status', { value: 0 }));
  const page = openPage();
  await settle();
  expect(page.store.getState().connection.error).toContain('a redirect');
});

test('an unreachable queen is told in the same words as without a worker', async () => {
  const { queen, openPage } = aBrowser();
  queen.answer(() => Promise.reject(new TypeError('Failed to fetch')));
  const page = openPage();
  await settle();
  expect(page.store.getState().connection.error).toBe('No answer from http://queen.');
});

test('a frozen page holds nobody up, its unread text is bounded, and it is live again when it goes on', async () => {
  const { hub, queen, openPage, send } = aBrowser();
  const channel = channelTo(hub);
  const page = openPage(() => channel);
  const other = openPage();
  await settle();
  await send(BEAT, sampleText(1, '2'));
  channel.freeze();
  const filler = frameText(JSON.stringify({ type: 'later', filler: 'x'.repeat(1_000_000) }), '3', 'later');
  for (let count = 0; count < 20; count += 1) await send(filler);
  await send(sampleText(30, '4'));
  expect(other.seq()).toBe(30);
  channel.thaw();
  await pass(3_000);
  expect(channel.received()).toBeLessThan(12_000_000);
  expect([page.state(), page.seq(), queen.requests()]).toEqual(['live', 30, 1]);
});

test('pages with other headers or another address have a stream of their own', async () => {
  const { hub, queen } = aBrowser();
  const fetch = createSharedFetch({ connect: () => channelTo(hub), fetch: queen.fetch, clock: systemClock });
  const open = (baseUrl: string, headers: Record<string, string>) =>
    createHeartbeatStore({ baseUrl, headers, fetch }).subscribe(() => {});
  open('http://queen', { authorization: 'a' });
  open('http://queen', { Authorization: 'a' });
  open('http://queen', { authorization: 'b' });
  open('http://queen/rbee', { authorization: 'a' });
  await settle();
  expect(queen.requests()).toBe(3);
});

test('without a worker a page makes its own request', async () => {
  const { openPage, send, ownRequests } = aBrowser();
  const page = openPage(() => null);
  await settle();
  await send(BEAT, sampleText(1, '2'));
  expect([page.state(), ownRequests.length]).toEqual(['live', 1]);
});

test('a worker that cannot be started, and one that does not answer, are replaced by own requests', async () => {
  const { openPage, send, ownRequests } = aBrowser();
  let fail = (): void => {};
  const deaf = { send: () => {}, listen: () => {}, onFailure: () => {} };
  const onFailure = (failed: () => void): void => {
    fail = failed;
  };
  const broken = openPage(() => ({ ...deaf, onFailure }));
  const silent = openPage(() => deaf);
  await settle();
  expect(ownRequests).toHaveLength(0);
  fail();
  await settle();
  expect(ownRequests).toHaveLength(1);
  await send(BEAT);
  expect(broken.state()).toBe('live');
  await pass(10_000);
  expect(ownRequests).toHaveLength(2);
  await send(BEAT);
  expect(silent.state()).toBe('live');
});

test('[A7] when nobody is signed in every page is told, and what was sent before is not given to who comes next', async () => {
  const { queen, openPage, send } = aBrowser();
  const pages = [openPage(), openPage()];
  await settle();
  await send(BEAT, sampleText(1, '2'));
  queen.answer(async () => new Response('', { status: 401 }));
  queen.last().end();
  await pass(5_000);
  expect(pages.map((page) => page.state())).toEqual(['unauthorized', 'unauthorized']);
  queen.answer(null);
  const next = openPage();
  await settle();
  expect(queen.last().headers.has('last-event-id')).toBe(false);
  await send(BEAT);
  expect([next.state(), next.seq()]).toEqual(['live', undefined]);
});
