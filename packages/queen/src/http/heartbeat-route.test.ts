import { gzipSync } from 'node:zlib';
import { AcceptedSchema, createCheck, ProblemSchema } from '@rbee/contract';
import { aHeartbeat, aNestedHeartbeat, aNode, aWorker } from '@rbee/contract/builders';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { aQueen } from '../testing/index.ts';

test('[H4] a heartbeat is answered with 200 and a confirmation', async () => {
  const { post } = await aQueen();
  for (const body of [aHeartbeat(), aNestedHeartbeat({ timestamp: '2025-10-30T20:15:31Z' })]) {
    const answer = await post(body);
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toBe('{"status":"ok","message":"Telemetry received from hive hive-gpu-1"}');
    expect(createCheck(AcceptedSchema).is(answer.json())).toBe(true);
  }
});

test('[H2] a heartbeat with the nested body is read into the same fields of the hive', async () => {
  const { post, get } = await aQueen();
  await post(aNestedHeartbeat());
  expect(await get('/v1/hives/hive-gpu-1')).toMatchObject({
    operational_status: 'ready',
    health_status: { status: 'healthy' },
    version: '0.1.0',
    workers: [aWorker()],
  });
});

test('[H6] late and repeated heartbeats are answered with 200 and change nothing', async () => {
  const { post, get } = await aQueen();
  await post(aHeartbeat({ boot_id: 'b', seq: 2 }));
  const before = await get('/v1/hives');
  for (const seq of [2, 1]) {
    expect((await post(aHeartbeat({ boot_id: 'b', seq, workers: [] }))).statusCode).toBe(200);
  }
  expect((await post(aHeartbeat({ backfill: true, workers: [] }))).statusCode).toBe(200);
  expect(await get('/v1/hives')).toEqual(before);
});

test('[H7] a heartbeat with a future time is accepted, its skew is reported, and liveness uses the time of receipt', async () => {
  const { post, get, advance } = await aQueen();
  await post(aHeartbeat({ timestamp: '2025-10-30T21:15:30Z' }));
  expect(await get('/v1/hives/hive-gpu-1')).toMatchObject({
    health: 'healthy',
    last_update: '2025-10-30T20:15:30.000Z',
    sampled_at: '2025-10-30T21:15:30Z',
    clock_skew_ms: 3_600_000,
  });
  advance(10_000);
  expect(await get('/v1/hives/hive-gpu-1')).toMatchObject({
    health: 'down',
    online: false,
    available: false,
  });
});

const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
const textOf = (body: object) => JSON.stringify(body);
const json = { 'content-type': 'application/json' };

test.each([
  ['truncated JSON', '{"hive_id":', json, 400, 'malformed_json'],
  ['an empty body', '', json, 400, 'malformed_json'],
  ['a deeply nested array', deep, json, 422, 'wrong_shape'],
  ['a deeply nested worker', textOf(aHeartbeat()).replace('[{', `[${deep},{`), json, 422, 'wrong_shape'],
  ['a field of the wrong type', textOf({ ...aHeartbeat(), workers: {} }), json, 422, 'wrong_shape'],
  ['a number that is not finite', textOf(aHeartbeat()).replace('12345', '1e999'), json, 422, 'wrong_shape'],
  [
    'the same worker twice',
    textOf(aHeartbeat({ workers: [aWorker(), aWorker()] })),
    json,
    422,
    'duplicate_worker',
  ],
  [
    'half a million workers',
    `{"hive_id":"a","timestamp":"","workers":[${'0,'.repeat(5e5)}0]}`,
    json,
    422,
    'wrong_shape',
  ],
  ['more than 1 MiB', `"${'a'.repeat(1024 * 1024 - 1)}"`, json, 413, 'body_too_large'],
  [
    'a plain text body',
    textOf(aHeartbeat()),
    { 'content-type': 'text/plain' },
    415,
    'unsupported_media_type',
  ],
  ['a form', 'a=b', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'unsupported_media_type'],
  [
    'a malformed content type',
    textOf(aHeartbeat()),
    { 'content-type': 'json' },
    415,
    'unsupported_media_type',
  ],
  ['a missing content type', '', {}, 415, 'unsupported_media_type'],
])('[H5] %s is refused and changes nothing', async (_what, body, headers, status, code) => {
  const { post, get, metric } = await aQueen();
  await post(aHeartbeat({ hive_id: 'other' }));
  const before = await get('/v1/hives');
  const answer = await post(body, headers);
  expect([answer.statusCode, answer.json()['code']]).toEqual([status, code]);
  expect(createCheck(ProblemSchema).mismatch(answer.json())).toBeNull();
  expect(await get('/v1/hives')).toEqual(before);
  expect(await metric(`rbee_heartbeats_refused_total{code="${code}"}`)).toBe(1);
  expect((await post(aHeartbeat())).statusCode).toBe(200);
});

test.each(['gzip', 'br', 'identity, gzip', 'GZIP'])(
  '[H5] a body compressed with %s is refused',
  async (coding) => {
    const { app, metric } = await aQueen();
    const answer = await app.inject({
      method: 'POST',
      url: '/v1/hive-heartbeat',
      headers: { ...json, 'content-encoding': coding },
      payload: gzipSync(textOf(aHeartbeat())),
    });
    expect([answer.statusCode, answer.json().code]).toEqual([415, 'unsupported_media_type']);
    expect(answer.json().detail).toBe(
      `The body is compressed (Content-Encoding: ${coding}); send it uncompressed.`,
    );
    expect(answer.headers['accept-encoding']).toBe('identity');
    expect(await metric('rbee_heartbeats_refused_total{code="unsupported_media_type"}')).toBe(1);
  },
);

test.each(['identity', 'Identity', ''])(
  '[H5] a body with Content-Encoding %j is accepted',
  async (coding) => {
    const { post } = await aQueen();
    expect((await post(aHeartbeat(), { ...json, 'content-encoding': coding })).statusCode).toBe(200);
  },
);

test('[H5] the content type may carry a charset', async () => {
  const { post } = await aQueen();
  const headers = { 'content-type': 'Application/JSON; charset=utf-8' };
  expect((await post(aHeartbeat(), headers)).statusCode).toBe(200);
});

test('[H3] a deeply nested unknown field is accepted and dropped', async () => {
  const { post, get } = await aQueen();
  const body = textOf({ ...aHeartbeat(), capabilities: 0 }).replace(':0}', `:${deep}}`);
  expect((await post(body)).statusCode).toBe(200);
  expect(await get('/v1/hives/hive-gpu-1')).not.toHaveProperty('capabilities');
});

test('[H5] above maxHives, the heartbeat of another hive is refused with Retry-After', async () => {
  const { app, post } = await aQueen({ maxHives: 1 });
  await post(aHeartbeat());
  const payload = aHeartbeat({ hive_id: 'another' });
  const answer = await app.inject({ method: 'POST', url: '/v1/hive-heartbeat', payload });
  expect([answer.statusCode, answer.json().code]).toEqual([503, 'overloaded']);
  expect(answer.headers['retry-after']).toBe('10');
});

test('[R4] at maxHives a hive that is down gives up its place, and the stream says so', async () => {
  const queen = await aQueen({ maxHives: 2 });
  await queen.post(aHeartbeat({ hive_id: 'made-up', interval_ms: 100 }));
  queen.advance(2_000);
  for (const hive_id of ['a', 'b']) await queen.post(aHeartbeat({ hive_id }));
  expect((await queen.get('/v1/hives'))['items']).toMatchObject([{ hive_id: 'a' }, { hive_id: 'b' }]);
  expect((await queen.post(aHeartbeat({ hive_id: 'c' }))).statusCode).toBe(503);
  expect(await queen.metric('rbee_limit_reached_total{limit="hives",bound="all"}')).toBe(1);
});

test('[H5] beyond the memory for the fleet a heartbeat is refused, and /metrics says so', async () => {
  const queen = await aQueen({ fleetBytes: 300_000, addressShare: 1 });
  const workers = Array.from({ length: 512 }, (_, n) => aWorker({ instance: `${n}` }));
  const answer = await queen.post(aHeartbeat({ hive_id: 'large', workers }));
  expect([answer.statusCode, answer.json()['code']]).toEqual([503, 'overloaded']);
  expect(answer.json()['detail']).toMatch(/--fleet-mb/);
  expect((await queen.post(aHeartbeat())).statusCode).toBe(200);
  expect(await queen.metric('rbee_limit_reached_total{limit="fleet_bytes",bound="all"}')).toBe(1);
  expect(await queen.metric('rbee_fleet_bytes')).toBeGreaterThan(1_000);
});

test('[H5] hives that one address made up leave places for those of another address', async () => {
  const { app } = await aQueen({ maxHives: 20 });
  const codes = async (count: number, remoteAddress: string): Promise<number[]> => {
    const answers = Array.from({ length: count }, (_, n) =>
      app.inject({
        method: 'POST',
        url: '/v1/hive-heartbeat',
        payload: aHeartbeat({ hive_id: `${remoteAddress}-${n}` }),
        remoteAddress,
      }),
    );
    return (await Promise.all(answers)).map(({ statusCode }) => statusCode);
  };
  expect((await codes(20, '192.0.2.1')).filter((code) => code === 200).length).toBe(10);
  expect(await codes(3, '192.0.2.2')).toEqual([200, 200, 200]);
});

test('[H5] any change to a valid body is accepted or refused, never an internal error, and a refusal changes nothing', async () => {
  const { post, get } = await aQueen();
  const bodies = [aHeartbeat({ node: aNode(), boot_id: 'b', seq: 1 }), aNestedHeartbeat()];
  const mutation = fc.record({
    body: fc.constantFrom(...bodies),
    path: fc.array(fc.nat(), { minLength: 1, maxLength: 4 }),
    value: fc.oneof(fc.jsonValue(), fc.constant(undefined)),
  });
  await fc.assert(
    fc.asyncProperty(mutation, async ({ body, path, value }) => {
      const before = await get('/v1/hives');
      const { statusCode } = await post(mutated(structuredClone(body), path, value));
      expect([200, 409, 422]).toContain(statusCode);
      if (statusCode !== 200) expect(await get('/v1/hives')).toEqual(before);
    }),
    { numRuns: 300 },
  );
});

/** Sets or removes a value at the given path of a body. */
function mutated(body: object, [turn = 0, ...path]: number[], value: unknown): object {
  const fields = body as Record<string, unknown>;
  const keys = Object.keys(fields);
  const key = keys[turn % Math.max(keys.length, 1)];
  if (key === undefined) return body;
  const child = fields[key];
  if (path.length > 0 && typeof child === 'object' && child !== null) mutated(child, path, value);
  else fields[key] = value;
  return body;
}
