import { mkdtempSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeCgroup } from './cgroup.ts';
import { type KnownLoad, startNamed, startProgram, startReader, startWriter } from './loads.ts';
import { endLoads } from './timed-load.ts';
import { whyNot } from './tools.ts';
import { type Measured, measure } from './window.ts';

const SECONDS = 20;
const ALLOCATED_MIB = 400;
const RANKS = 8;
const RATE_MIB_S = 4;
const LIVING = ['burner', 'allocator', 'ranks', 'awkward name', 'reader', 'writer'] as const;
const STORMS = ['fork storm', 'fork storm in a cgroup'] as const;
const LOADS = [...LIVING, ...STORMS];
type Load = (typeof LOADS)[number];

const reason = whyNot();
const folder = reason ? '' : mkdtempSync('/var/tmp/rbee-truth-');
const cgroup = reason ? null : makeCgroup(`truth-${process.pid}`, 'storm');
let measured: Partial<Record<Load, Measured>> = {};
const of = (name: Load): Measured => {
  const found = measured[name];
  if (!found) throw new Error(`${name} was not measured`);
  return found;
};

/** All at once, but for those whose rate counts from their first byte. */
async function startLoads(): Promise<Record<Load, KnownLoad>> {
  const [burner, allocator, ranks, named, storm, inCgroup] = await Promise.all([
    startProgram('--share 0.3 --mib 100', 18_101),
    startProgram(`--mib ${ALLOCATED_MIB}`, 18_102),
    startProgram(`--ranks ${RANKS} --share 0.04 --mib 24`, 18_103),
    startNamed('a) b (c', 18_104),
    startProgram('--children 40', 18_105),
    startProgram('--children 60', 18_108, cgroup?.path),
  ]);
  const reader = await startReader(`${folder}/read`, RATE_MIB_S, 18_106);
  const writer = await startWriter(`${folder}/written`, RATE_MIB_S, 18_107);
  return {
    burner,
    allocator,
    ranks,
    'awkward name': named,
    reader,
    writer,
    'fork storm': storm,
    'fork storm in a cgroup': inCgroup,
  };
}

describe.skipIf(reason !== null)(
  `the monitor beside pidstat and GNU time${reason ? `: ${reason}` : ''}`,
  () => {
    beforeAll(async () => {
      measured = await measure(await startLoads(), SECONDS);
    });

    afterAll(async () => {
      await endLoads();
      cgroup?.remove();
      rmSync(folder, { recursive: true, force: true });
    });

    test.each(LOADS)('%s: one worker in every sample, all its rates known', (name) => {
      const { samples } = of(name);
      expect(samples.length).toBeGreaterThanOrEqual(SECONDS);
      for (const { unknown } of samples.slice(1)) {
        for (const field of ['cpu_pct', 'io_r_mb_s', 'io_w_mb_s', 'rss_mb', 'uptime_s']) {
          expect(unknown).not.toHaveProperty(field);
        }
      }
    });

    test.each(LIVING)('%s: CPU within 3 points of pidstat and of GNU time', (name) => {
      const { monitor, pidstat, timeCpuPct } = of(name);
      expect(Math.abs(monitor.cpuPct - pidstat.cpuPct)).toBeLessThan(3);
      expect(Math.abs(monitor.cpuPct - timeCpuPct)).toBeLessThan(3);
    });

    /** pidstat's figure of a process leaves its children out; with those that it waited for, it is what GNU time counts. */
    test.each(STORMS)('a %s: CPU within 3 points of pidstat and of GNU time', (name) => {
      const { monitor, pidstat, withReapedPct, timeCpuPct } = of(name);
      expect(Math.abs(monitor.cpuPct - withReapedPct)).toBeLessThan(3);
      expect(Math.abs(monitor.cpuPct - timeCpuPct)).toBeLessThan(3);
      expect(monitor.cpuPct).toBeGreaterThan(pidstat.cpuPct + 3);
    });

    test.each(['burner', 'allocator', 'ranks', 'awkward name'] as const)(
      '%s: memory within 1 % of pidstat',
      (name) => {
        const { monitor, pidstat } = of(name);
        expect(Math.abs(monitor.rssMib / pidstat.rssMib - 1)).toBeLessThan(0.01);
      },
    );

    test('an allocator: memory within 1 % of GNU time, and what it allocated is in it', () => {
      const { monitor, time } = of('allocator');
      expect(Math.abs(monitor.rssMib / time.maxRssMib - 1)).toBeLessThan(0.01);
      expect(monitor.rssMib).toBeGreaterThan(ALLOCATED_MIB);
    });

    test.each([
      ['reader', 'readMibS', 'writtenMibS'],
      ['writer', 'writtenMibS', 'readMibS'],
    ] as const)('a %s: bytes within 5 % of pidstat and of what it was made to move', (name, busy, idle) => {
      const { monitor, pidstat, movedMibS } = of(name);
      expect(Math.abs(monitor[busy] / pidstat[busy] - 1)).toBeLessThan(0.05);
      expect(Math.abs(monitor[busy] / movedMibS - 1)).toBeLessThan(0.05);
      expect(Math.abs(monitor[idle] - pidstat[idle])).toBeLessThan(0.05 * RATE_MIB_S);
    });

    test.each(LOADS)('%s: uptime within 1 s of GNU time', (name) => {
      const { samples, time, sampledAtMs } = of(name);
      const uptimeS = samples.at(-1)?.uptime_s ?? 0;
      const longestS = time.elapsedS - (time.endedAfterMs - sampledAtMs) / 1000;
      const shortestS = time.elapsedS - (time.endedBeforeMs - sampledAtMs) / 1000;
      expect(uptimeS).toBeGreaterThan(shortestS - 1);
      expect(uptimeS).toBeLessThan(longestS + 1);
    });

    test('the ranks are one worker, GNU time and the launcher counted in', () => {
      expect(of('ranks').samples.map(({ pids }) => pids)).toEqual(of('ranks').samples.map(() => RANKS + 2));
    });
  },
);
