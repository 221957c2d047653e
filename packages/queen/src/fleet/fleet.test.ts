import { aHeartbeat, aWorker } from '@rbee/contract/builders';
import type { FastifyBaseLogger } from 'fastify';
import { expect, test } from 'vitest';
import { Registry } from '../registry/index.ts';
import { aHub, FakeSink, sampleOf } from '../testing/index.ts';
import { Fleet } from './fleet.ts';

/** A fleet that one watcher watches, and the lines that it logs. */
function aFleet() {
  const { hub, clock } = aHub();
  const lines: [object, string][] = [];
  const log = {
    info: (fields: object, line: string) => lines.push([fields, line]),
  } as unknown as FastifyBaseLogger;
  const registry = new Registry({ forgetAfterMs: 60_000, maxHives: 10 });
  const fleet = new Fleet({ registry, hub, clock, log });
  const sink = new FakeSink();
  hub.join(sink);
  sink.read();
  let seq = 0;
  return {
    fleet,
    clock,
    lines,
    beat: (more: Parameters<typeof aHeartbeat>[0] = {}) => {
      seq += 1;
      return fleet.take(sampleOf(aHeartbeat({ boot_id: 'b', seq, ...more })));
    },
    read: () => sink.read(),
  };
}

test("what is logged of a worker is below a name of its own, as the line's pid is the queen's", () => {
  const { beat, lines } = aFleet();
  beat({ workers: [] });
  beat({ workers: [aWorker({ pid: 4711 })] });
  expect(lines.map(([, line]) => line)).toEqual(['hive up', 'worker started']);
  expect(lines.map(([fields]) => Object.keys(fields))).toEqual([['event'], ['event']]);
  expect(lines[1]?.[0]).toMatchObject({ event: { type: 'started', pid: 4711 } });
});
