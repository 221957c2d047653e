import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SendResult } from '../sending/index.ts';
import { InFlight } from './in-flight.ts';

function watched(seqs: readonly number[]) {
  const inFlight = new InFlight();
  const results = new Map<number, SendResult['kind']>();
  const settled = seqs.map((seq) => inFlight.add(seq).then(({ kind }) => results.set(seq, kind)));
  return { inFlight, results, settled };
}

test('[L1] an ack covers what was sent before it, and nothing that was sent after it', async () => {
  const seqs = fc.uniqueArray(fc.nat(50), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(seqs, fc.nat(), async (sent, pick) => {
      const { inFlight, results } = watched(sent);
      const at = pick % sent.length;
      inFlight.ack(sent[at] ?? 0);
      await Promise.resolve();
      expect([...results.keys()]).toEqual(sent.slice(0, at + 1));
      expect(inFlight.count).toBe(sent.length - at - 1);
    }),
  );
});

test('[L1] an ack of a heartbeat that is not in flight is ignored, and so is a second one', async () => {
  const { inFlight, results } = watched([9, 3]);
  inFlight.ack(7);
  await Promise.resolve();
  expect(results.size).toBe(0);
  inFlight.ack(9);
  inFlight.ack(9);
  await Promise.resolve();
  expect([...results]).toEqual([[9, 'sent']]);
});

test('[L1] a refusal settles one heartbeat alone, and the end of the link all that are left', async () => {
  const { inFlight, results, settled } = watched([1, 2, 3]);
  inFlight.settle(2, { kind: 'refused', reason: 'no' });
  inFlight.ack(1);
  inFlight.end({ kind: 'retry', reason: 'gone' });
  await Promise.all(settled);
  expect(Object.fromEntries(results)).toEqual({ 1: 'sent', 2: 'refused', 3: 'retry' });
  expect(inFlight.count).toBe(0);
});

test('[L1] an ack covers a heartbeat that was sent twice, and a refusal one of the two', async () => {
  const inFlight = new InFlight();
  const kinds: string[] = [];
  for (const seq of [1, 2, 2, 1, 3]) void inFlight.add(seq).then(({ kind }) => kinds.push(kind));
  inFlight.settle(2, { kind: 'refused', reason: 'no' });
  inFlight.ack(1);
  await Promise.resolve();
  expect(kinds).toEqual(['refused', 'sent', 'sent', 'sent']);
  expect(inFlight.count).toBe(1);
});
