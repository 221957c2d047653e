import { aHeartbeat } from '@rbee/contract/builders';
import { expect, test } from 'vitest';
import { QueenMetrics } from '../metrics/index.ts';
import type { Sample } from '../sample/index.ts';
import { LOCAL_SENDER } from '../sender.ts';
import { Link } from './link.ts';

/** A link without a WebSocket, with what it sent and how it ended. */
function aLink() {
  const said: string[] = [];
  const taken: unknown[] = [];
  const connection = {
    ...{ bytesRead: 0, unsent: 0, send: (text: string) => said.push(text), ping: () => said.push('ping') },
    ...{ pause: () => said.push('pause'), resume: () => said.push('resume') },
    ...{ close: () => said.push('close'), cut: () => said.push('cut') },
  };
  const fleet = {
    retryMs: 1_000,
    ingest: ({ sample }: { readonly sample: Sample }) => {
      taken.push(sample);
      return { ok: true as const, hiveId: sample.hive_id };
    },
  };
  const callbacks = { onUnacked: () => {}, onHiveKnown: () => {}, onEnd: () => {}, onError: () => {} };
  const parts = { fleet, metrics: new QueenMetrics(), ...callbacks };
  const link = new Link({ number: 1, sender: LOCAL_SENDER, connection, ...parts }, 0);
  const beat = (seq: number, waitedTooLong = false) =>
    link.receive(
      Buffer.from(JSON.stringify({ type: 'heartbeat', ...aHeartbeat({ seq }) })),
      false,
      waitedTooLong,
    );
  return { link, said, taken, beat };
}

test('[L3] a link that the queen does not read, because its frames wait, does not count as silent', () => {
  const { link, said, beat } = aLink();
  beat(1);
  for (let held = 0; held < 2; held += 1) link.pauseReading();
  link.tend(60_000);
  for (let held = 0; held < 2; held += 1) link.resumeReading(60_000);
  link.tend(61_499);
  expect(said).toEqual(['pause', 'resume']);
  link.tend(61_500);
  expect(said).toEqual(['pause', 'resume', 'ping']);
});

test('[H5] [L1] a heartbeat that waited too long is refused by its number, and the next one is accepted', () => {
  const { link, said, taken, beat } = aLink();
  beat(1);
  beat(2, true);
  beat(3);
  link.flush();
  expect(said.map((text) => JSON.parse(text))).toMatchObject([
    { type: 'ack', seq: 1 },
    { type: 'refused', seq: 2, problem: { status: 503, code: 'overloaded' } },
    { type: 'ack', seq: 3 },
  ]);
  expect(taken).toMatchObject([{ seq: 1 }, { seq: 3 }]);
});
