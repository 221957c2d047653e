import { aHeartbeat } from '@rbee/contract/builders';
import { expect, test } from 'vitest';
import { manualClock, sampleOf } from '../testing/index.ts';
import { momentOf } from '../time.ts';
import { Registry } from './registry.ts';

/** A hive that sends heartbeats over links, given by number, or by POST (null). */
function linked() {
  const registry = new Registry({ forgetAfterMs: 60_000, maxHives: 10 });
  const clock = manualClock();
  let seq = 0;
  return {
    clock,
    beat: (via: number | null) => {
      seq += 1;
      const heartbeat = aHeartbeat({ boot_id: 'b', seq });
      const taken = registry.ingest(sampleOf(heartbeat), momentOf(clock), via);
      return taken.outcome === 'accepted' ? taken.hiveEvents.map(({ event }) => event.type) : taken.outcome;
    },
    cut: (link: number) => registry.linkClosed('hive-gpu-1', link, momentOf(clock))?.event.type,
    sweep: () => registry.sweep(momentOf(clock)).map(({ event }) => event.type),
    health: () => registry.find('hive-gpu-1', clock.monotonic())?.health,
  };
}

test('[L3] a hive whose link ended is degraded at once, down after ten intervals, and up with its next heartbeat', () => {
  const { beat, cut, sweep, health, clock } = linked();
  beat(7);
  expect(cut(7)).toBe('degraded');
  expect(health()).toBe('degraded');
  clock.move(9_999);
  expect(sweep()).toEqual([]);
  clock.move(1);
  expect(sweep()).toEqual(['down']);
  expect(beat(null)).toEqual(['up']);
  expect(health()).toBe('healthy');
});

test('[L3] the end of a link that a hive no longer uses changes nothing', () => {
  const { beat, cut, health } = linked();
  beat(7);
  beat(8);
  expect(cut(7)).toBeUndefined();
  beat(null);
  expect(cut(8)).toBeUndefined();
  expect(health()).toBe('healthy');
});

test('[L3] a hive that is degraded already causes no second event when its link ends', () => {
  const { beat, cut, sweep, clock } = linked();
  beat(7);
  clock.move(3_000);
  expect(sweep()).toEqual(['degraded']);
  expect(cut(7)).toBeUndefined();
  expect(cut(7)).toBeUndefined();
});
