import { aWorker } from '@rbee/contract/builders';
import { systemClock } from '@rbee/hive';
import { expect, test, vi } from 'vitest';
import type { Outcome } from '../outcome.ts';
import type { ProgramHere } from './programs-here.ts';
import { runStatus, type StatusEdges } from './run-status.ts';

const HIVE: ProgramHere = { pid: 9, command: 'hive', hiveId: undefined, ports: [] };
const QUEEN: ProgramHere = { pid: 7, command: 'queen', hiveId: undefined, ports: [7_833] };
const WORKER = aWorker({ instance: '8080', pid: 50 });

const aView = (health: string) => ({
  ...{ hive_id: 'gpu-1', health, online: health !== 'down', available: true },
  ...{ last_update: '2025-10-30T20:15:30Z', sampled_at: '2025-10-30T20:15:30Z', clock_skew_ms: 0 },
  ...{ interval_ms: 1_000, workers: [WORKER] },
});
const INFO = { base_url: 'http://q', port: 1, version: '1.2.3', features: [], build_timestamp: null };

/** A queen that knows one hive with that health, or none. */
const aQueen =
  (health?: string): typeof fetch =>
  async (input) => {
    const { pathname } = new URL(String(input));
    if (pathname === '/v1/info') return Response.json(INFO);
    if (health !== undefined && pathname === '/v1/hives/gpu-1') return Response.json(aView(health));
    const problem = { type: 'about:blank', title: 'Not Found', status: 404, code: 'hive_not_found' };
    return Response.json(problem, { status: 404, headers: { 'content-type': 'application/problem+json' } });
  };

const NO_QUEEN: typeof fetch = async () => {
  throw new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') });
};

async function status(more: Partial<StatusEdges>, json = false): Promise<Outcome & { lines: string[] }> {
  const lines: string[] = [];
  const outcome = await runStatus(
    {
      ...{ queenUrl: 'http://q', queenCa: undefined, tokenFile: undefined },
      data: '/d',
      hiveId: 'gpu-1',
      json,
    },
    {
      ...{ fetch: aQueen('healthy'), clock: systemClock, stop: new AbortController().signal },
      print: (line) => lines.push(line),
      hostname: 'box',
      credential: async () => ({ kind: 'none' }),
      programs: async () => [QUEEN, HIVE],
      workersNow: async () => ({ workers: [WORKER], isBlocked: false }),
      ...more,
    },
  );
  return { ...outcome, lines };
}

test('it names what runs here and what the queen says of it', async () => {
  const { code, lines } = await status({});
  expect(code).toBe(0);
  expect(lines).toEqual([
    'On this machine (box):',
    '  rbee queen, process 7, listens on 7833',
    '  rbee hive, process 9',
    '  worker llm/8080, process 50, llama-3.2-1b: the queen says busy',
    'The queen at http://q:',
    '  answers, version 1.2.3',
    '  hive gpu-1 reports: 1 worker, last heartbeat at 2025-10-30T20:15:30Z',
  ]);
});

test.each([
  ['the queen does not answer', { fetch: NO_QUEEN }, 1],
  ['its hive is late', { fetch: aQueen('degraded') }, 3],
  ['its hive is silent', { fetch: aQueen('down') }, 3],
  ['its hive is silent', { fetch: aQueen('down'), programs: async () => undefined }, 3],
  ['the queen does not know it', { fetch: aQueen() }, 3],
  ['the queen does not know it', { fetch: aQueen(), programs: async () => [QUEEN] }, 0],
  ['the queen says busy', { programs: async () => [] }, 0],
] as readonly (readonly [string, Partial<StatusEdges>, number])[])(
  'of a worker: %s; the exit status with %j is %i',
  async (says, more, code) => {
    const { lines, ...outcome } = await status(more);
    expect(outcome.code).toBe(code);
    expect(lines.find((line) => line.startsWith('  worker'))).toContain(`: ${says}`);
  },
);

/** A queen that asks who somebody is; the one with this token gets an answer. */
const aGuardedQueen: typeof fetch = async (input, init) => {
  if (new Headers(init?.headers).get('authorization') === 'Bearer rbt_x')
    return aQueen('healthy')(input, init);
  const problem = { type: 'about:blank', title: 'A token is needed', status: 401, code: 'unauthenticated' };
  const headers = { 'content-type': 'application/problem+json' };
  return Response.json({ ...problem, detail: 'Send a token.' }, { status: 401, headers });
};

test('[A2] a queen that asks who somebody is gets the token, which ends with the command', async () => {
  const end = vi.fn(async () => {});
  const { code } = await status({
    fetch: aGuardedQueen,
    credential: async (asking) => {
      expect(asking).toMatchObject({ command: 'status', scopes: ['read'] });
      return { kind: 'token', token: 'rbt_x', end };
    },
  });
  expect(code).toBe(0);
  expect(end).toHaveBeenCalledOnce();
});

test('[A2] without a token it says what to do', async () => {
  const { code, lines } = await status({ fetch: aGuardedQueen });
  expect(code).toBe(1);
  expect(lines.at(-1)).toMatch(/^ {2}refuses: it asks who you are; name a file .* --token-file/);
  expect(lines.at(3)).toContain(': the queen refuses to say');
});

test('a hive that runs under another name is asked for by that', async () => {
  const programs = async () => [{ ...HIVE, hiveId: 'other' }];
  const { code, lines } = await status({ programs });
  expect(code).toBe(3);
  expect(lines.at(-1)).toBe('  does not know the hive other');
});

test('what is not known is said', async () => {
  const { lines, isBlocked } = await status({
    programs: async () => undefined,
    workersNow: async () => ({ workers: null, isBlocked: true }),
  });
  expect(isBlocked).toBe(true);
  expect(lines.slice(1, 3)).toEqual([
    '  which programs of rbee run is not known: /proc cannot be read',
    '  which inference servers run is not known',
  ]);
});

test('as JSON it has the same, and null for what is not known', async () => {
  const { lines } = await status({ programs: async () => undefined }, true);
  expect(JSON.parse(lines.join(''))).toEqual({
    ok: true,
    hostname: 'box',
    programs: null,
    workers: [
      { group: 'llm', instance: '8080', pid: 50, model: 'llama-3.2-1b', queen_says: 'the queen says busy' },
    ],
    queen: {
      url: 'http://q',
      answers: true,
      version: '1.2.3',
      hives: [{ hive_id: 'gpu-1', health: 'healthy', last_update: '2025-10-30T20:15:30Z', workers: 1 }],
      unknown_hives: [],
    },
  });
});
