import { aHeartbeat } from '@rbee/contract/builders';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RetryPace } from './retry-pace.ts';
import { PacedSender, type Sender, type SendResult } from './sender.ts';

const always = (result: SendResult): Sender => ({
  send: async () => result,
  window: () => 8,
  renew: () => {},
  close: () => {},
});
const failing = always({ kind: 'retry', reason: 'no' });

/** Waits after each of so many failures in a row. */
async function waits(count: number, random: () => number, sender = failing): Promise<(number | undefined)[]> {
  const paced = new PacedSender(sender, new RetryPace(random));
  const after: (number | undefined)[] = [];
  for (let i = 0; i < count; i += 1) {
    const result = await paced.send(aHeartbeat(), new AbortController().signal);
    after.push(result.kind === 'retry' ? result.afterMs : undefined);
  }
  return after;
}

test('[L4] the ceiling doubles up to 15 s', async () => {
  expect(await waits(8, () => 1)).toEqual([500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
});

test('[L4] every wait lies between 0.25 s and 15 s', async () => {
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  await fc.assert(
    fc.asyncProperty(fc.nat(40), random, async (failures, value) => {
      for (const wait of await waits(failures, () => value)) {
        expect(wait).toBeGreaterThanOrEqual(250);
        expect(wait).toBeLessThanOrEqual(15_000);
      }
    }),
  );
});

test('[L4] a wait that the queen asks for is kept, and at most 0.25 s longer', async () => {
  const asking = (afterMs: number) => always({ kind: 'retry', reason: 'busy', afterMs });
  expect(await waits(2, () => 0.5, asking(9_000))).toEqual([9_125, 9_125]);
  expect(await waits(1, () => 0, asking(0))).toEqual([250]);
});

test('[L4] heartbeats that fail together count as one failure', async () => {
  const paced = new PacedSender(failing, new RetryPace(() => 1));
  const { signal } = new AbortController();
  const together = await Promise.all([1, 2, 3].map(() => paced.send(aHeartbeat(), signal)));
  expect(together.map((result) => result.kind === 'retry' && result.afterMs)).toEqual([500, 500, 500]);
  expect(paced.window()).toBe(1);
});
