import { changesBetween, flatten, visibleText } from '@rbee/contract';
import { aHeartbeat, aNestedHeartbeat, aNode, aWorker } from '@rbee/contract/builders';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Decoded, decodeChanges, decodeWhole } from './decode.ts';

const SHOWN = 'llama\ufffd70b';
const decoded = (read: Decoded) => {
  if (!read.ok) throw new Error(read.refusal.detail);
  return read;
};
const models = (read: Decoded) => decoded(read).sample.workers.map(({ model }) => model);

test.each(['llama\u200b70b', 'llama\ud80070b', 'llama\n70b', 'llama\u202e70b'])(
  '[H9] %j is shown with U+FFFD, also by the objects that the event is made of',
  (model) => {
    const read = decoded(decodeWhole(aHeartbeat({ workers: [aWorker({ model })] })));
    expect(models(read)).toEqual([SHOWN]);
    expect(read.source).toMatchObject({ workers: [{ model: SHOWN }] });
  },
);

test('[H9] every text of a heartbeat is made visible, whatever field it is in', () => {
  const raw = 'a\u200b\ud800b';
  const worker = aWorker({
    group: raw,
    instance: raw,
    model: raw,
    container: { id: raw, name: raw, runtime: raw, pod_uid: raw },
    gpus: [{ uuid: raw, index: 0, vram_mb: 0, util_pct: 0 }],
    engine: { kind: 'vllm', version: raw, endpoint: raw, state: 'ready', models: [raw], unknown: { x: raw } },
  });
  const node = aNode({ hostname: raw, os: raw, kernel: raw, agent: { ...aNode().agent, version: raw } });
  const body = aHeartbeat({ boot_id: raw, version: raw, node, workers: [worker] });
  const { sample, source } = decoded(decodeWhole(body));
  const all = JSON.stringify([sample.flat.leaves, source]);
  expect(all).not.toMatch(/\u200b|\\ud800/);
  expect(all.match(/a\ufffd\ufffdb/g)).toHaveLength(2 * JSON.stringify(body).split('\u200b').length - 4);
});

test('[H9] the reason in a nested body is made visible', () => {
  const { hive, timestamp } = aNestedHeartbeat();
  const health_status = { status: 'degraded' as const, reason: 'hot\u001b[31m' };
  expect(
    decoded(decodeWhole({ hive: { ...hive, health_status }, timestamp })).sample.reportedStatus,
  ).toMatchObject({ health_status: { reason: 'hot\ufffd[31m' } });
});

test('[H9] two workers whose names look the same are refused', () => {
  const workers = [aWorker({ instance: 'a\u200b' }), aWorker({ instance: 'a\u200c' })];
  expect(decodeWhole(aHeartbeat({ workers }))).toMatchObject({
    ok: false,
    refusal: { code: 'duplicate_worker', pointer: '/workers/1' },
  });
});

test('[H9] a field name that is not visible is refused', () => {
  const workers = [aWorker(), aWorker({ instance: '2', unknown: { 'cpu\u202epct': 'timeout' } })];
  expect(decodeWhole(aHeartbeat({ workers }))).toMatchObject({
    ok: false,
    refusal: { code: 'wrong_shape', pointer: '/workers/1/unknown' },
  });
});

test('[H9] [L5] changes lead to the same sample as the whole heartbeat', () => {
  const name = fc.constantFrom('a', 'a\u200b', 'a\u200c', '\ud800', '2025-10-30T20:15:30.000Z', null);
  fc.assert(
    fc.property(fc.array(name, { minLength: 2, maxLength: 6 }), (names) => {
      const bodies = names.map((model, seq) => aHeartbeat({ seq, workers: [aWorker({ model })] }));
      let base = decoded(decodeWhole(bodies[0])).sample;
      for (const [at, body] of bodies.entries()) {
        const changes = changesBetween(flatten(bodies[Math.max(0, at - 1)]), flatten(body));
        const led = decodeChanges(base, changes);
        if (led.kind !== 'sample') throw new Error(led.kind);
        expect(led.sample.workers).toMatchObject([
          { model: body.workers[0]?.model && visibleText(body.workers[0].model) },
        ]);
        base = led.sample;
      }
    }),
  );
});
