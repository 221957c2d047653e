import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeCgroup } from './cgroup.ts';
import { type KnownLoad, startNamed, startProgram, startReader, startWriter } from './loads.ts';
import { endLoads } from './timed-load.ts';
import { whyNot } from './tools.ts';
import { type Measured, measure } from './window.ts';

const SECONDS = 12;
/** Starting all loads takes long on a busy machine. */
const LONGEST_MS = 120_000;
const ALLOCATED_MIB = 400;
/** Few, because GNU time also counts the CPU time of stopping each one, which is in no window. */
const RANKS = 4;
const RATE_MIB_S = 2;
/**
 * The monitor rounds memory to whole MiB. Two readings of a small process also differ by what the kernel has not yet added
 * to its counters: 32 pages for each CPU and each of two kinds (percpu_counter).
 */
const ROUNDING_MIB = 0.5 + (2 * 32 * 4 * availableParallelism()) / 1024;
/** Most memory that a storm's children hold at once before each of them executes `sh`. */
const STORM_MIB = 64;
const READERS = ['reader', 'buffered reader'] as const;
const WRITERS = ['writer', 'buffered writer'] as const;
const LIVING = ['burner', 'allocator', 'ranks', 'awkward name', ...READERS, ...WRITERS] as const;
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

/** The heaviest loads start last, so that they do not delay the others. */
async function startLoads(): Promise<Record<Load, KnownLoad>> {
  const [burner, allocator, ranks, named] = await Promise.all([
    startProgram('--share 0.3 --mib 100', 18_101),
    startProgram(`--mib ${ALLOCATED_MIB}`, 18_102),
    startProgram(`--ranks ${RANKS} --share 0.08 --mib 24`, 18_103),
    startNamed('a) b (c', 18_104),
  ]);
  const [reader, bufferedReader, writer, bufferedWriter] = await Promise.all([
    startReader(`${folder}/read`, RATE_MIB_S, 18_106, 'direct'),
    startReader(`${folder}/read-buffered`, RATE_MIB_S, 18_109, 'buffered'),
    startWriter(`${folder}/written`, RATE_MIB_S, 18_107, 'direct'),
    startWriter(`${folder}/written-buffered`, RATE_MIB_S, 18_110, 'buffered'),
  ]);
  const [storm, inCgroup] = await Promise.all([
    startProgram('--children 25', 18_105),
    startProgram('--children 40', 18_108, cgroup?.path),
  ]);
  return {
    burner,
    allocator,
    ranks,
    'awkward name': named,
    reader,
    'buffered reader': bufferedReader,
    writer,
    'buffered writer': bufferedWriter,
    'fork storm': storm,
    'fork storm in a cgroup': inCgroup,
  };
}

test.runIf(reason !== null && process.env['CI'])('the monitor is compared with other tools', () => {
  throw new Error(
    `Nothing was compared: ${reason}; \`npm test\` installs what lacks where it is root on Debian.`,
  );
});

describe.skipIf(reason !== null)(
  `the monitor beside pidstat and GNU time${reason ? `: ${reason}` : ''}`,
  () => {
    beforeAll(async () => {
      measured = await measure(await startLoads(), SECONDS);
    }, LONGEST_MS);

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
          expect(unknown ?? {}).not.toHaveProperty(field);
        }
      }
    });

    test.each(LIVING)('%s: CPU within 3 points of pidstat and of GNU time', (name) => {
      const { monitor, pidstat, timeCpuPct } = of(name);
      expect(Math.abs(monitor.cpuPct - pidstat.cpuPct)).toBeLessThan(3);
      expect(Math.abs(monitor.cpuPct - timeCpuPct)).toBeLessThan(3);
    });

    /** pidstat's figure of a process excludes its children. With the children that it waited for, it equals GNU time's. */
    test.each(STORMS)('a %s: CPU within 3 points of pidstat and of GNU time', (name) => {
      const { monitor, pidstat, withReapedPct, timeCpuPct } = of(name);
      expect(Math.abs(monitor.cpuPct - withReapedPct)).toBeLessThan(3);
      expect(Math.abs(monitor.cpuPct - timeCpuPct)).toBeLessThan(3);
      expect(monitor.cpuPct).toBeGreaterThan(pidstat.cpuPct + 3);
    });

    test.each(LIVING)('%s: memory within 1 % of pidstat, or as near as whole MiB can be', (name) => {
      const { monitor, pidstat } = of(name);
      const most = Math.max(0.01 * pidstat.rssMib, ROUNDING_MIB);
      expect(Math.abs(monitor.rssMib - pidstat.rssMib)).toBeLessThanOrEqual(most);
    });

    /** pidstat gives the memory of the parent alone; the monitor adds the children while they live. */
    test.each(STORMS)(
      'a %s: memory is that of the one that starts it, and no more than a few children',
      (name) => {
        const { monitor, pidstat } = of(name);
        expect(monitor.rssMib).toBeGreaterThan(0.99 * pidstat.rssMib - ROUNDING_MIB);
        expect(monitor.rssMib).toBeLessThan(1.01 * pidstat.rssMib + STORM_MIB);
      },
    );

    test('an allocator: memory within 1 % of GNU time, and what it allocated is in it', () => {
      const { monitor, time } = of('allocator');
      expect(Math.abs(monitor.rssMib / time.maxRssMib - 1)).toBeLessThan(0.01);
      expect(monitor.rssMib).toBeGreaterThan(ALLOCATED_MIB);
    });

    const near = (figure: number, truth: number) => {
      expect(Math.abs(figure / truth - 1)).toBeLessThan(0.05);
    };

    test.each(READERS)('a %s: bytes within 5 % of what the kernel counted', (name) => {
      const { monitor, kernel } = of(name);
      near(monitor.readMibS, kernel.read);
      expect(Math.abs(monitor.writtenMibS - kernel.written)).toBeLessThan(0.05 * RATE_MIB_S);
    });

    test.each(WRITERS)('a %s: bytes within 5 % of what the kernel counted', (name) => {
      const { monitor, kernel } = of(name);
      near(monitor.writtenMibS, kernel.written);
      expect(Math.abs(monitor.readMibS - kernel.read)).toBeLessThan(0.05 * RATE_MIB_S);
    });

    /** For a buffered reader the kernel reads MiB ahead, so its bytes differ from pidstat's and from the rate given. */
    test.each([
      ['reader', 'readMibS'],
      ['writer', 'writtenMibS'],
      ['buffered writer', 'writtenMibS'],
    ] as const)('a %s: bytes within 5 % of pidstat and of what it was made to move', (name, busy) => {
      const { monitor, pidstat, movedMibS } = of(name);
      near(monitor[busy], pidstat[busy]);
      near(monitor[busy], movedMibS);
    });

    test.each(LOADS)('%s: uptime within 1 s of GNU time', (name) => {
      const { samples, time, sampledAtMs } = of(name);
      const uptimeS = samples.at(-1)?.uptime_s ?? 0;
      const longestS = time.elapsedS - (time.endedAfterMs - sampledAtMs) / 1000;
      const shortestS = time.elapsedS - (time.endedBeforeMs - sampledAtMs) / 1000;
      expect(uptimeS).toBeGreaterThan(shortestS - 1);
      expect(uptimeS).toBeLessThan(longestS + 1);
    });

    test('the ranks are one worker, including GNU time and the launcher', () => {
      expect(of('ranks').samples.map(({ pids }) => pids)).toEqual(of('ranks').samples.map(() => RANKS + 2));
    });
  },
);
