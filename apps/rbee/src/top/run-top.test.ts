import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import type { ReadStream, WriteStream } from 'node:tty';
import { aGpu, aNode, aTelemetry, aWorker } from '@rbee/contract/builders';
import { systemClock } from '@rbee/hive';
import { expect, test, vi } from 'vitest';
import { resolve, topTable } from '../settings/index.ts';
import { aMachine } from '../testing/a-machine.ts';
import { runTop, terminalOf } from './index.ts';
import { ScreenOfText } from './testing/a-screen-of-text.ts';

const BEAT = {
  ...{ type: 'queen', workers_online: 1, workers_available: 1, hives_online: 1, hives_available: 1 },
  ...{ worker_ids: [], hive_ids: ['gpu-1'], timestamp: '2025-10-30T20:15:31Z' },
};

/** A queen that sends one hive with one worker and keeps the stream open. */
function queen(name = 'llm') {
  const urls: string[] = [];
  const hive = aTelemetry({
    hive_id: 'gpu-1',
    node: aNode({ gpus: [aGpu()] }),
    workers: [aWorker({ group: name })],
  });
  const fetchIt: typeof fetch = async (input, init) => {
    urls.push(String(input));
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        const frames = [BEAT, hive].map(
          (it, id) => `event: heartbeat\nid: ${id}\ndata: ${JSON.stringify(it)}\n\n`,
        );
        controller.enqueue(new TextEncoder().encode(frames.join('')));
        init?.signal?.addEventListener('abort', () => controller.error(init.signal?.reason));
      },
    });
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  };
  return { fetch: fetchIt, urls };
}

function top(flags: Record<string, string | undefined>, more: Partial<Parameters<typeof runTop>[1]> = {}) {
  const given = new Map(
    Object.entries(flags).map(([flag, text]) => [flag, text === undefined ? [] : [text]]),
  );
  const resolved = resolve(topTable(aMachine()), given, {});
  if (resolved.kind === 'wrong') throw new Error(resolved.sentence);
  const lines: string[] = [];
  const ended = runTop(resolved.values, {
    ...{ fetch: queen().fetch, clock: systemClock, stop: new AbortController().signal },
    print: (line) => lines.push(line),
    credential: async () => ({ kind: 'none' }),
    ...{ terminal: undefined, columns: 160, colorDepth: 1, isTerminal: false, suspend: async () => {} },
    ...more,
  });
  return { ended, lines };
}

/** A terminal of streams, and what a person sees on it. */
function fakeTerminal() {
  const input = Object.assign(new PassThrough(), { isRaw: false, setRawMode: vi.fn() });
  const screen = new ScreenOfText(20);
  let written = '';
  const output = Object.assign(new EventEmitter(), {
    ...{ columns: 120, rows: 20, writableLength: 0 },
    write: (bytes: string) => {
      written += bytes;
      screen.write(bytes);
      return true;
    },
  });
  const terminal = terminalOf(input as unknown as ReadStream, output as unknown as WriteStream);
  return { terminal, input, output, screen, written: () => written };
}

const until = (condition: () => unknown) => vi.waitUntil(condition, { timeout: 20_000, interval: 5 });

/** A program that Ctrl-Z has suspended on its terminal, until `goOn` is called. */
async function suspendedByCtrlZ() {
  const { terminal, input, screen, written } = fakeTerminal();
  const stop = new AbortController();
  let goOn = () => {};
  const suspend = () => new Promise<void>((resolve) => (goOn = resolve));
  const { ended } = top({}, { terminal, suspend, stop: stop.signal });
  await until(() => screen.rows[5]?.includes('llm/8080'));
  input.write('\x1a');
  await until(() => written().endsWith('\x1b[?1049l'));
  return { ended, written, stop, goOn: () => goOn() };
}

test('without a terminal it prints the table once', async () => {
  const { fetch, urls } = queen();
  const { ended, lines } = top({ '--queen-url': 'http://q:1/rbee' }, { fetch });
  expect(await ended).toEqual({ code: 0 });
  expect(lines[0]).toMatch(/^rbee top {2}http:\/\/q:1\/rbee {2}live, beat \d s ago$/);
  expect(lines.slice(1, 3)).toEqual(['Workers  1 busy, 0 idle', 'Hives    1 reporting']);
  expect(lines.at(-1)).toMatch(/^busy +gpu-1 +llm\/8080 +llama-3.2-1b .* 86% +4.0G/);
  expect(urls).toEqual(['http://q:1/rbee/v1/heartbeats/stream?format=delta&interval_ms=1000']);
});

test('as JSON, unknown figures are null with a reason, and names are escaped', async () => {
  const { fetch } = queen('x\u202e\x9b');
  const { ended, lines } = top({ '--json': undefined, '--filter': 'gpu>50' }, { fetch });
  expect(await ended).toEqual({ code: 0 });
  expect(lines[0]).toContain('"x\\u202e\\u009b"');
  const { totals, workers } = JSON.parse(lines[0] ?? '');
  expect(totals).toMatchObject({ workers: { busy: 1 }, vram_used: { value: 20_480, known: 1, of: 1 } });
  expect(workers).toMatchObject([{ hive: 'gpu-1', state: 'busy', figures: { gpu: 85.5, tokens: null } }]);
});

test.each([
  [{ '--filter': 'llama state:bsy' }, '--filter, character 7: state:bsy: states are busy, '],
  [{ '--sort': 'speed' }, '--sort must be one of state, worker, '],
  [{ '--sort': 'kv', '--hives': undefined }, '--sort must be one of state, hive, '],
])('%j is refused with one sentence', async (flags, sentence) => {
  expect(await top(flags).ended).toMatchObject({ code: 2, sentence: expect.stringContaining(sentence) });
});

test('a queen that does not answer is a failure with the reason', async () => {
  const fetchIt: typeof fetch = async () => {
    throw new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') });
  };
  const { ended } = top({}, { fetch: fetchIt });
  expect(await ended).toMatchObject({
    code: 1,
    sentence: expect.stringMatching(/^rbee top: there is no connection to the queen: .*ECONNREFUSED/),
  });
});

test('on a terminal it follows keys and sizes, and gives the terminal back as it was', async () => {
  const { terminal, input, output, screen, written } = fakeTerminal();
  const { ended } = top({}, { terminal, isTerminal: true });
  await until(() => screen.rows[5]?.includes('llm/8080'));
  expect(written().startsWith('\x1b[?1049h\x1b[?7l\x1b[?25l')).toBe(true);
  input.write('\t');
  await until(() => screen.rows[5]?.startsWith('reporting'));
  input.write('/state:stuck\r');
  await until(() => screen.rows.includes('No worker fits the filter.'));
  input.write('\x1b');
  await until(() => screen.rows[5]?.startsWith('reporting'));
  Object.assign(output, { columns: 40 });
  output.emit('resize');
  await until(() =>
    /^STATE +HIVE\^ +WORKERS +BUSY$/.test(screen.rows.find((row) => row.startsWith('STATE')) ?? ''),
  );
  input.write('q');
  expect(await ended).toEqual({ code: 0 });
  expect(written().endsWith('\x1b[?7h\x1b[?25h\x1b[0m\x1b[?1049l')).toBe(true);
  expect(input.setRawMode.mock.calls).toEqual([[true], [false]]);
});

test('Ctrl-Z gives the terminal back until the program goes on, and a stop ends it', async () => {
  const { ended, written, stop, goOn } = await suspendedByCtrlZ();
  goOn();
  await until(() => written().lastIndexOf('\x1b[?1049h') > written().lastIndexOf('\x1b[?1049l'));
  stop.abort();
  expect(await ended).toEqual({ code: 0 });
  expect(written().endsWith('\x1b[?1049l')).toBe(true);
});

test('a program that is ended while it is suspended leaves the terminal to the shell', async () => {
  const { ended, written, stop, goOn } = await suspendedByCtrlZ();
  const before = written();
  stop.abort();
  expect(await ended).toEqual({ code: 0 });
  goOn();
  await new Promise((done) => setImmediate(done));
  expect(written()).toBe(before);
});

test('what a terminal has not taken is not followed by more', async () => {
  const { terminal, output, screen, written } = fakeTerminal();
  const stop = new AbortController();
  let tick = () => {};
  let now = 0;
  const clock = {
    now: () => now,
    monotonic: () => now,
    after: (_: number, run: () => void) => {
      tick = run;
      return () => {};
    },
  };
  const { ended } = top({}, { terminal, clock, stop: stop.signal });
  await until(() => screen.rows[5]?.includes('llm/8080'));
  Object.assign(output, { writableLength: 1 });
  const before = written();
  now = performance.now() + 60_000;
  tick();
  expect(written()).toBe(before);
  Object.assign(output, { writableLength: 0 });
  tick();
  expect(written()).not.toBe(before);
  stop.abort();
  await ended;
});

test('[A2] it shows its token with the request, and ends it with itself', async () => {
  const fields: (string | null)[] = [];
  const { fetch } = queen();
  const end = vi.fn(async () => {});
  const { ended } = top(
    { '--queen-url': 'http://q:1' },
    {
      fetch: (input, init) => {
        fields.push(new Headers(init?.headers).get('authorization'));
        return fetch(input, init);
      },
      credential: async (asking) => {
        expect(asking).toMatchObject({ command: 'top', queenUrl: 'http://q:1', scopes: ['read', 'stream'] });
        return { kind: 'token', token: async () => 'rbt_x', end };
      },
    },
  );
  expect(await ended).toEqual({ code: 0 });
  expect(fields).toEqual(['Bearer rbt_x']);
  expect(end).toHaveBeenCalledOnce();
});

test.each([
  ['none', 'it asks who you are; name a file with an API token with --token-file ('],
  ['token', 'it does not accept the token; rbee token list on its machine '],
] as const)('[A7] printed once with the credential %s, a refusal is one sentence', async (kind, why) => {
  const problem = { type: 'about:blank', title: 'no', status: 401, code: 'unauthenticated', detail: 'No.' };
  const { ended } = top(
    {},
    {
      fetch: async () => Response.json(problem, { status: 401 }),
      credential: async () => (kind === 'none' ? { kind } : { kind, token: 'rbt_x', end: async () => {} }),
    },
  );
  const { code, sentence } = await ended;
  expect(code).toBe(1);
  expect(sentence).toContain(`rbee top: the queen refuses: ${why}`);
});

test('[A2] a file without a token is one sentence', async () => {
  const credential = async () => ({ kind: 'wrong', sentence: 'rbee top: no.' }) as const;
  expect(await top({}, { credential }).ended).toEqual({ code: 2, sentence: 'rbee top: no.' });
});
