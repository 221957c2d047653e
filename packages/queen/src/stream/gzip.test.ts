import { constants, createGunzip } from 'node:zlib';
import { aWorker } from '@rbee/contract/builders';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { aHub, FakeSink, wish } from '../testing/index.ts';

/** Decompresses a gzip stream that has no end, as a client does. */
function gunzip(bytes: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const stream = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH });
    const parts: Buffer[] = [];
    stream.on('data', (part) => parts.push(part));
    stream.on('error', reject);
    stream.on('end', () => resolve(Buffer.concat(parts).toString()));
    stream.end(bytes);
  });
}

test('[S8] gzip gives the same bytes as no gzip, whenever a watcher joins', async () => {
  const action = fc.oneof(
    fc.record({
      kind: fc.constant('beat' as const),
      hive: fc.constantFrom('a', 'b', 'c'),
      reads: fc.boolean(),
    }),
    fc.record({ kind: fc.constant('join' as const) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(action, { maxLength: 40 }), async (actions) => {
      const { hub, telemetry } = aHub({ watcherBufferBytes: 600, ringBytes: 800 });
      const pairs: { plain: FakeSink; zipped: FakeSink; text: string; bytes: Buffer[] }[] = [];
      const join = () => {
        const pair = { plain: new FakeSink(), zipped: new FakeSink(), text: '', bytes: [] };
        hub.join(pair.plain, wish());
        hub.join(pair.zipped, wish({}, { gzip: true }));
        pairs.push(pair);
      };
      join();
      for (const [seq, it] of actions.entries()) {
        if (it.kind === 'join') join();
        else
          telemetry(it.hive, {
            seq,
            version: 'ü',
            workers: [aWorker({ model: it.hive === 'c' ? 'ü' : null })],
          });
        for (const pair of pairs) {
          pair.text += pair.plain.readBytes().toString();
          pair.bytes.push(pair.zipped.readBytes());
        }
      }
      for (const { text, bytes } of pairs) expect(await gunzip(Buffer.concat(bytes))).toBe(text);
    }),
    { numRuns: 60 },
  );
});

test('[S8] gzip of many hives in one flush takes at most a sixth of the bytes', () => {
  const { hub, telemetry, gather } = aHub();
  const [plain, zipped] = [new FakeSink(), new FakeSink()];
  hub.join(plain, wish());
  hub.join(zipped, wish({}, { gzip: true }));
  plain.readBytes();
  zipped.readBytes();
  gather(() => {
    for (let n = 0; n < 100; n += 1) {
      telemetry(`hive-${n}`, {
        seq: n,
        workers: [],
        timestamp: `2025-10-30T20:15:30.${100 + n}Z`,
      });
    }
  });
  expect(plain.readBytes().length / zipped.readBytes().length).toBeGreaterThan(6);
});

test('[S8] a frame is compressed once for all watchers with gzip', () => {
  const { hub, telemetry } = aHub();
  const sinks = Array.from({ length: 3 }, () => new FakeSink());
  for (const sink of sinks) {
    hub.join(sink, wish({}, { gzip: true }));
    sink.chunks.length = 0;
  }
  telemetry('a');
  expect(new Set(sinks.map((sink) => sink.chunks[0]?.buffer)).size).toBe(1);
  expect(sinks[1]?.chunks[0]).toBe(sinks[0]?.chunks[0]);
});
