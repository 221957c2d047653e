import { aHeartbeat } from '@rbee/contract/builders';
import { expect, test } from 'vitest';
import { aQueen } from '../testing/index.ts';

const HOUR_MS = 3_600_000;
const BEFORE = 10;

interface Numbers {
  readonly boot_id?: string;
  readonly seq?: number;
}

/**
 * Reads a hive's health and clock skew each second, before and after its heartbeat. The clock of the hive is an hour
 * ahead for the first ten seconds, and correct after that.
 */
async function steppedBack(seconds: number, numbersOf: (second: number) => Numbers) {
  const { post, get, metric, clock, advance } = await aQueen();
  const seen: unknown[] = [];
  const say = async () => {
    const { health, clock_skew_ms } = await get('/v1/hives/hive-gpu-1');
    return `${health} ${Number(clock_skew_ms) / HOUR_MS}`;
  };
  for (let second = 0; second < seconds; second += 1) {
    const timestamp = new Date(clock.now() + (second < BEFORE ? HOUR_MS : 0)).toISOString();
    const before = second === 0 ? 'unknown' : await say();
    const { statusCode } = await post(aHeartbeat({ timestamp, ...numbersOf(second) }));
    expect(statusCode).toBe(200);
    seen.push([before, await say()]);
    advance(1_000);
  }
  const counted = (result: string) => metric(`rbee_heartbeats_total{result="${result}"}`);
  return { seen: seen.slice(BEFORE), accepted: await counted('accepted'), late: await counted('late') };
}

test('[H6] [H7] a hive with boot_id and seq stays healthy when its clock steps back by an hour', async () => {
  const { seen, accepted, late } = await steppedBack(20, (second) => ({ boot_id: 'b', seq: second }));
  const healthy = ['healthy 0', 'healthy 0'];
  expect(seen).toEqual([['healthy 1', 'healthy 0'], ...Array.from({ length: 9 }, () => healthy)]);
  expect({ accepted, late }).toEqual({ accepted: 20, late: 0 });
});

test.each<[string, (second: number) => Numbers]>([
  ['has no boot_id and seq', () => ({})],
  ['restarts at that time', (second) => ({ boot_id: second < BEFORE ? 'a' : 'b', seq: second })],
])(
  '[H6] [R1] after its clock steps back, the heartbeats of a hive that %s are late until it is down, and then accepted',
  async (_what, numbersOf) => {
    const { seen, accepted, late } = await steppedBack(24, numbersOf);
    const unchanged = (health: string) => [`${health} 1`, `${health} 1`];
    expect(seen).toEqual([
      ...Array.from({ length: 2 }, () => unchanged('healthy')),
      ...Array.from({ length: 7 }, () => unchanged('degraded')),
      ['down 1', 'healthy 0'],
      ...Array.from({ length: 4 }, () => ['healthy 0', 'healthy 0']),
    ]);
    expect({ accepted, late }).toEqual({ accepted: 15, late: 9 });
  },
);
