import type { QueenHeartbeat } from '@rbee/contract';
import { aHeartbeat, aWorker } from '@rbee/contract/builders';
import type { FastifyBaseLogger } from 'fastify';
import { expect, test, vi } from 'vitest';
import { Faults } from '../faults.ts';
import { Registry } from '../registry/index.ts';
import { aHub } from '../testing/index.ts';
import { Fleet } from './fleet.ts';
import { streamListener } from './stream-listener.ts';

/** A fleet, the beats that it publishes and the lines that it logs. */
function aFleet() {
  const { hub, clock } = aHub();
  const lines: [object, string][] = [];
  const log = {
    info: (fields: object, line: string) => lines.push([fields, line]),
  } as unknown as FastifyBaseLogger;
  const registry = new Registry({ forgetAfterMs: 60_000, maxHives: 10 });
  const fleet = new Fleet({
    registry,
    listeners: [streamListener(hub, registry, clock)],
    clock,
    log,
    metrics: { heartbeat: () => {}, limitReached: () => {} },
    faults: new Faults({ error: () => {} }, () => {}),
  });
  const publish = vi.spyOn(hub, 'publish');
  let seq = 0;
  return {
    fleet,
    clock,
    lines,
    beat: (more: Parameters<typeof aHeartbeat>[0] = {}) => {
      seq += 1;
      return fleet.ingestBody(Buffer.from(JSON.stringify(aHeartbeat({ boot_id: 'b', seq, ...more }))));
    },
    /** The queen's beats since the last call: numbers of online and of available hives. */
    beats: () =>
      publish.mock.calls.splice(0).flatMap(([, event]) => {
        if (typeof event !== 'string') return [];
        const { hives_online, hives_available }: QueenHeartbeat = JSON.parse(event);
        return [[hives_online, hives_available]];
      }),
  };
}

test("the log has a worker's fields under `event`, because the line's own pid is the queen's", () => {
  const { beat, lines } = aFleet();
  beat({ workers: [] });
  beat({ workers: [aWorker({ pid: 4711 })] });
  expect(lines.map(([, line]) => line)).toEqual(['hive up', 'worker started']);
  expect(lines.map(([fields]) => Object.keys(fields))).toEqual([['event'], ['event']]);
  expect(lines[1]?.[0]).toMatchObject({ event: { type: 'started', pid: 4711 } });
});

test('[S3] the sweep after changes of status sends one beat for all of them', () => {
  const { fleet, clock, beat, beats } = aFleet();
  const sweepAfter = (ms: number) => {
    clock.move(ms);
    fleet.sweep();
    return beats();
  };
  for (const hive_id of ['a', 'b', 'c']) beat({ hive_id });
  expect(beats()).toEqual([]);
  expect(sweepAfter(250)).toEqual([[3, 3]]);
  expect(sweepAfter(250)).toEqual([]);
  expect(sweepAfter(2_500)).toEqual([[3, 0]]);
  expect(sweepAfter(7_000)).toEqual([[0, 0]]);
  beat({ hive_id: 'a' });
  expect(sweepAfter(250)).toEqual([[1, 1]]);
  fleet.forget('a');
  expect(sweepAfter(250)).toEqual([[0, 0]]);
  expect(sweepAfter(50_000)).toEqual([[0, 0]]);
  expect(sweepAfter(250)).toEqual([]);
});

test('[S3] a heartbeat without a change of status causes no beat, and no change causes two', () => {
  const { fleet, beat, beats } = aFleet();
  beat();
  fleet.beat();
  expect(beats()).toEqual([[1, 1]]);
  beat();
  fleet.sweep();
  expect(beats()).toEqual([]);
});
