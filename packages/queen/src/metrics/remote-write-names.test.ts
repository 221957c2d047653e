import { aGpu, aHeartbeat, aNode, anEngine, aWorker } from '@rbee/contract/builders';
import { RemoteWriter } from '@rbee/history/remote-write';
import { aTarget, FakeReceiver } from '@rbee/history/remote-write-testing';
import { MemoryStore } from '@rbee/history/testing';
import { expect, test } from 'vitest';
import { aRecordingQueen } from '../testing/index.ts';

/** A line of `/metrics`, with the labels sorted and those without a value left out, as in remote write. */
function seriesOf(line: string): readonly [string, number] {
  const [, name = '', labels = '', value] = /^(\w+)\{(.*)\} (\S+)$/.exec(line) ?? [];
  const kept = [...labels.matchAll(/(\w+)="([^"]*)"/g)].filter(([, , text]) => text !== '');
  return [
    `${name}{${kept
      .map(([label]) => label)
      .sort()
      .join(',')}}`,
    Number(value),
  ];
}

test('[P9] remote write has the names, labels and values of /metrics', async () => {
  const { send, history, app } = await aRecordingQueen();
  const use = { uuid: 'GPU-0', index: 0, vram_mb: 4_096, util_pct: 85.5 };
  await send(
    aHeartbeat({
      node: aNode({ gpus: [aGpu()] }),
      workers: [
        aWorker({ pids: 3, gpus: [use], engine: anEngine() }),
        aWorker({ instance: '8081', model: null, unknown: { cpu_pct: 'first_sample' } }),
      ],
    }),
  );
  const { body } = await app.inject('/metrics');
  const metrics = new Map(
    body
      .split('\n')
      .filter((line) => /^\w+\{/.test(line))
      .map(seriesOf),
  );
  const receiver = new FakeReceiver();
  let now = (history.seconds[0]?.at ?? 0) - 5_000;
  const writer = new RemoteWriter([aTarget({ series: 'raw', intervalMs: 1_000 })], {
    version: '1',
    reader: () => new MemoryStore(),
    files: { read: () => undefined, write: () => {} },
    clock: { now: () => now, monotonic: () => now },
    fetch: receiver.fetch,
  });
  writer.append({ at: now, layouts: [], ended: [], samples: new Float64Array(), events: [] });
  for (const second of history.seconds) writer.append(second);
  for (let passed = 0; passed < 12; passed += 1) {
    now += 1_000;
    writer.tick(now + 10_000);
    for (let turn = 0; turn < 8; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }
  const sent = receiver.names.map((name) => [name, receiver.samplesOf(name)[0]?.[1]] as const);
  expect(sent.length).toBeGreaterThan(50);
  // What the past does not keep of these two.
  const shortened = (name: string): string =>
    [...metrics.keys()].find(
      (it) =>
        /^rbee_(gpu|worker)_info/.test(name) &&
        it.startsWith(name.split('{')[0] ?? '') &&
        labelsOf(name).every((label) => it.includes(label)),
    ) ?? name;
  for (const [name, value] of sent) {
    expect([name, metrics.get(shortened(name))]).toEqual([name, expect.closeTo(value as number, 9)]);
  }
});

const labelsOf = (name: string): readonly string[] =>
  name.slice(name.indexOf('{') + 1, -1).split(/,(?=\w+=)/);

test('[P9] what became of the samples of each target is in /metrics', async () => {
  const { history, metric } = await aRecordingQueen();
  const problem = 'Remote write to mimir: it answered 503.';
  const mimir = { name: 'mimir', sent: 5, dropped: 2, retries: 1, lag_ms: 1_500, problem };
  history.state = { ...history.state, remote_write: [mimir] };
  const of = (name: string) => metric(`rbee_remote_write_${name}{target="mimir"}`);
  expect([await of('samples_sent_total'), await of('samples_dropped_total')]).toEqual([5, 2]);
  expect([await of('retries_total'), await of('lag_seconds')]).toEqual([1, 1.5]);
});
