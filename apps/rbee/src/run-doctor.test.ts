import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import {
  blockedFinding,
  configFinding,
  costFinding,
  nodeFinding,
  queenFinding,
  reportAsJson,
  reportAsText,
} from './run-doctor.ts';

let server = createServer();

afterEach(() => {
  server.close().closeAllConnections();
});

async function listen(listener: RequestListener): Promise<string> {
  server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const INFO = { base_url: 'http://q', port: 1, version: '1.2.3', features: [], build_timestamp: null };

test('a queen is found, also at an address with a path', async () => {
  const paths: (string | undefined)[] = [];
  const url = await listen((request, response) => {
    paths.push(request.url);
    response.end(JSON.stringify(INFO));
  });
  expect(await queenFinding(`${url}/rbee/`, fetch)).toMatchObject({
    state: 'ok',
    detail: `${url}/rbee/ is reachable, version 1.2.3.`,
  });
  expect(paths).toEqual(['/rbee/v1/info']);
});

test.each([
  [200, '<html>'],
  [404, '{}'],
  [302, ''],
])('a server that answers %i %j is not taken for a queen', async (status, body) => {
  const url = await listen((_, response) => response.writeHead(status, { location: '/' }).end(body));
  const { state, detail } = await queenFinding(url, fetch);
  expect(state).toBe('partly');
  expect(detail).toContain(`answers ${status} at /v1/info, but not as a queen`);
});

test('a queen with access control is a queen, too', async () => {
  const body = JSON.stringify({ code: 'unauthenticated', detail: 'Show a token.' });
  const url = await listen((_, response) => response.writeHead(401).end(body));
  expect(await queenFinding(url, fetch)).toMatchObject({
    state: 'ok',
    detail: `${url} is reachable, and asks who wants to read.`,
  });
});

test('the finding about an unreachable queen says how to start one', async () => {
  const url = await listen(() => {});
  server.close();
  expect(await queenFinding(url, fetch)).toMatchObject({
    state: 'no',
    detail: `${url} does not answer (ECONNREFUSED); start a queen with \`rbee queen\`, or set its address with --queen-url.`,
  });
});

test('a queen that does not answer times out after two seconds', async () => {
  const late = async () => Promise.reject(new DOMException('late', 'TimeoutError'));
  expect((await queenFinding('http://q', late)).detail).toContain('(no answer within 2 s)');
});

test('the finding about files that block has a sentence for each', () => {
  expect(blockedFinding([])).toMatchObject({ state: 'ok' });
  expect(blockedFinding(['One.', 'Two.'])).toMatchObject({ state: 'partly', detail: 'One. Two.' });
});

test('the cost of a sample is the median of all samples but the first', async () => {
  let cpu = 0;
  let samples = 0;
  const monitor = {
    sample: async () => {
      cpu += samples === 0 ? 1_000 : samples === 1 ? 100 : 2.5;
      samples += 1;
      return {} as never;
    },
  };
  expect((await costFinding(monitor, () => cpu)).detail).toBe(
    '2.5 ms of CPU time (median of 20): 0.25 % of one core at one sample per second.',
  );
});

test('reports the version of Node and the config file', () => {
  expect(nodeFinding('v24.21.0')).toMatchObject({ state: 'ok' });
  expect(nodeFinding('v22.20.0')).toMatchObject({ state: 'partly' });
  expect(configFinding({ kind: 'none' })).toMatchObject({ state: 'ok' });
  const values = { path: 'rbee.config.json', texts: new Map([['queen.port', ['1']]]) };
  expect(configFinding({ kind: 'file', values, by: null }).detail).toBe(
    'rbee.config.json is valid, with 1 setting.',
  );
  expect(configFinding({ kind: 'wrong', path: 'x', sentence: 'x: it is not JSON' })).toMatchObject({
    state: 'no',
    detail:
      'Invalid; other commands will not start with it, and this check used the defaults: x: it is not JSON.',
  });
});

const FINDINGS = [
  { id: 'a', state: 'ok', label: 'Short', detail: 'Fine.' },
  { id: 'b', state: 'partly', label: 'Much longer', detail: 'So so.' },
  { id: 'c', state: 'no', label: 'None', detail: 'Not at all.' },
] as const;

test('the text report has one line per finding, with sign, state and colour', () => {
  expect(reportAsText(false, FINDINGS, false)).toBe(
    [
      '✓ ok      Short        Fine.',
      '~ partly  Much longer  So so.',
      '✗ no      None         Not at all.',
      '',
      'Workers cannot be monitored on this machine.',
    ].join('\n'),
  );
  expect(reportAsText(true, FINDINGS, true)).toContain('\u001b[32m✓ ok    \u001b[39m  Short');
});

test('the JSON report contains the same findings', () => {
  expect(JSON.parse(reportAsJson(true, FINDINGS))).toEqual({ ok: true, findings: FINDINGS });
});

test('[H9] no finding prints a character that cannot be seen', () => {
  const findings = [{ id: 'a', state: 'ok', label: 'A', detail: 'x\0y\nz\u202e\ud800' } as const];
  expect(reportAsText(true, findings, false)).toMatch(/^✓ ok {6}A {2}x�y�z��\n/);
  expect(JSON.parse(reportAsJson(true, findings)).findings[0].detail).toBe('x�y�z��');
});
