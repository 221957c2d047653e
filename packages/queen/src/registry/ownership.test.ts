import { type Heartbeat, LIMITS } from '@rbee/contract';
import { aHeartbeat } from '@rbee/contract/builders';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Via } from '../sample/index.ts';
import { manualClock, sampleOf } from '../testing/index.ts';
import { momentOf, rfc3339 } from '../time.ts';
import { Registry } from './registry.ts';

/** Several runs with one id; each heartbeat is newer than all before it, unless a test gives its time. */
function claimed() {
  const registry = new Registry({ forgetAfterMs: 60_000, maxHives: 10 });
  const clock = manualClock();
  let seq = 0;
  const beat = (boot_id: string | undefined, via: Via = null, more: Partial<Heartbeat> = {}): string => {
    seq += 1;
    clock.move(1);
    const body = aHeartbeat({ timestamp: rfc3339(clock.now()), seq, ...(boot_id && { boot_id }), ...more });
    return registry.ingest(sampleOf(body), momentOf(clock), via).outcome;
  };
  const record = () => registry.find('hive-gpu-1', 0)?.record;
  return {
    registry,
    clock,
    beat,
    holder: () => record()?.sample.boot_id,
    conflicting: () => record()?.conflicting,
  };
}

test('[H8] a restarted hive is accepted at once, by link or POST', () => {
  for (const door of [null, 1]) {
    const { beat, conflicting } = claimed();
    expect([beat('a'), beat('b', door), beat('b', door)]).toEqual(Array(3).fill('accepted'));
    expect(conflicting()).toBe(0);
  }
});

test('[H8] of two runs that post in turn, one is accepted, the other refused and counted', () => {
  const { beat, clock, conflicting } = claimed();
  const outcomes: string[] = [];
  for (let turn = 0; turn < 20; turn += 1) {
    outcomes.push(beat('a'), beat('b'));
    clock.move(1_000);
  }
  expect(outcomes.slice(0, 2)).toEqual(['accepted', 'accepted']);
  expect(outcomes.slice(2)).toEqual(
    Array.from({ length: 38 }, (_, at) => (at % 2 ? 'accepted' : 'conflict')),
  );
  expect(conflicting()).toBe(1);
});

test('[H8] the other run is accepted once the first is not healthy, and the conflict ends a minute later', () => {
  const { beat, clock, conflicting, registry } = claimed();
  beat('a');
  beat('b');
  expect(beat('a')).toBe('conflict');
  clock.move(3 * LIMITS.defaultIntervalMs);
  expect(beat('a')).toBe('accepted');
  expect(beat('b')).toBe('conflict');
  for (let second = 0; second < 61; second += 1) {
    clock.move(1_000);
    beat('a');
    registry.sweep(momentOf(clock));
  }
  expect(conflicting()).toBe(0);
});

test('[H8] delayed heartbeats of an earlier run are late, and a conflict only after three intervals', () => {
  const { beat, clock } = claimed();
  const early = { timestamp: '2025-10-30T20:15:00Z' };
  beat('a');
  beat('b');
  expect(beat('a', null, early)).toBe('late');
  expect(beat('a', null, { ...early, backfill: true })).toBe('backfill');
  for (let second = 0; second < 3; second += 1) {
    clock.move(1_000);
    beat('b');
  }
  expect(beat('a', null, early)).toBe('conflict');
});

test('[H8] while a hive has its link, no other run takes over its id by link or POST, however silent it is', () => {
  const { beat, clock, holder } = claimed();
  beat('a', 1);
  clock.move(50_000);
  const others = [beat('b', 2), beat('b'), beat(undefined), beat('b', 2, { backfill: true })];
  expect(others).toEqual(Array(4).fill('conflict'));
  expect([beat('a', 1), beat('a', 3)]).toEqual(Array(2).fill('accepted'));
  expect(holder()).toBe('a');
});

test('[H8] once the link has ended, the other run is accepted', () => {
  const { beat, clock, registry } = claimed();
  beat('a', 1);
  expect(beat('b', 2)).toBe('conflict');
  registry.linkClosed('hive-gpu-1', 1, momentOf(clock));
  expect(beat('b', 2)).toBe('accepted');
  expect(beat('a', 3)).toBe('conflict');
});

test('[H8] hives without a boot_id are distinguished by their links, and not at all if they POST', () => {
  const linked = claimed();
  const byLink = [1, 2, 1].map((link) => linked.beat(undefined, link));
  expect(byLink).toEqual(['accepted', 'conflict', 'accepted']);
  const posting = claimed();
  expect([posting.beat(undefined), posting.beat(undefined)]).toEqual(['accepted', 'accepted']);
});

test('[H8] of a thousand runs that use one id in turn, one is accepted in the end and the others are counted', () => {
  const { beat, clock, conflicting, registry } = claimed();
  const taken = new Set<string>();
  const round = (): void => {
    for (let hive = 0; hive < 1_000; hive += 1) {
      if (beat(`boot-${hive}`) === 'accepted') taken.add(`boot-${hive}`);
    }
  };
  round();
  expect(taken.size).toBeLessThan(10);
  taken.clear();
  round();
  round();
  expect(taken.size).toBe(1);
  expect(conflicting()).toBe(999);
  clock.move(LIMITS.conflictMs);
  registry.sweep(momentOf(clock));
  expect(beat('boot-7')).toBe('accepted');
  expect(conflicting()).toBe(0);
});

test('[H8] in any order of runs, none returns after another while that one is healthy', () => {
  const step = fc.record({ boot: fc.constantFrom('a', 'b', 'c'), ms: fc.nat(4_000) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 15 }), (steps) => {
      const { beat, clock } = claimed();
      let holder = { boot: '', at: 0 };
      const former = new Set<string>();
      for (const { boot, ms } of steps) {
        clock.move(ms);
        if (beat(boot) !== 'accepted') continue;
        const at = clock.monotonic();
        const comesBack = boot !== holder.boot && former.has(boot);
        expect(comesBack && at - holder.at < 3_000).toBe(false);
        former.add(boot);
        holder = { boot, at };
      }
    }),
  );
});
