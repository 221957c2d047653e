import { createMonitor, type Sample } from '@rbee/monitor';
import { cpuMsOf } from '../../bench/child.ts';
import { ioSoFar, type Moved } from './io-so-far.ts';
import type { KnownLoad } from './loads.ts';
import { type PidstatFigures, pidstat, pidstatWithReaped, sumOf } from './pidstat.ts';
import type { GnuTime } from './timed-load.ts';

type Worker = Sample['workers'][number];

/** Measurements of one load over a time window. */
export interface Measured {
  /** The monitor's samples of its worker, one a second; the rates of the first are of the time before. */
  readonly samples: readonly Worker[];
  /** The monitor's means over the window. */
  readonly monitor: PidstatFigures;
  /** pidstat's means over the processes that lived for the whole window. */
  readonly pidstat: PidstatFigures;
  /** pidstat's mean CPU of the load with the children that it waited for, percent. */
  readonly withReapedPct: number;
  readonly time: GnuTime;
  /** Mean CPU from the window's start to the load's end by GNU time, percent: its total less what was used before. */
  readonly timeCpuPct: number;
  /** Rate that a reader or writer was given over the window. */
  readonly movedMibS: number;
  /** The kernel's count of it between the first and the last sample, MiB a second. */
  readonly kernel: Moved;
  /** Time of the last sample, by `performance.now()`. */
  readonly sampledAtMs: number;
}

interface Look {
  readonly atMs: number;
  readonly movedBytes: readonly number[];
  readonly kernel: readonly Moved[];
  readonly sample: Sample;
}

/**
 * Measures loads for a number of seconds with the monitor and pidstat at the same time, and stops them. The monitor takes
 * a sample before the window begins, because its first sample takes long and has the time of its start.
 */
export async function measure<Name extends string>(
  loads: Readonly<Record<Name, KnownLoad>>,
  seconds: number,
): Promise<Readonly<Record<Name, Measured>>> {
  const monitor = createMonitor({ version: '0.0.0' });
  monitor.sample();
  const looks: Look[] = [];
  const all = Object.entries<KnownLoad>(loads).map(([name, load]) => ({ name, load }));
  let before: readonly CpuMark[] = [];
  let eachSecond: NodeJS.Timeout | undefined;
  const look = () => {
    const movedBytes = all.map(({ load }) => load.movedBytes());
    const kernel = all.map(({ load }) => ioSoFar(load.pids));
    looks.push({ atMs: performance.now(), movedBytes, kernel, sample: monitor.sample() });
    if (looks.length === 1) before = all.map(({ load }) => markOf(load));
  };
  const reaped = Promise.all(all.map(({ load }) => pidstatWithReaped(load.pid, seconds)));
  const pids = all.flatMap(({ load }) => load.pids);
  const figures = await pidstat(pids, seconds, () => {
    look();
    if (looks.length === 1) eachSecond = setInterval(look, 1000);
  });
  clearInterval(eachSecond);
  const times = await Promise.all(all.map(({ load }) => load.end()));
  const withReaped = await reaped;
  const measured = all.map(({ name, load }, at) => [
    name,
    {
      ...ofMonitor(load, looks),
      pidstat: sumOf(figures, load.pids),
      withReapedPct: withReaped[at],
      time: times[at],
      movedMibS: mibS(looks, (look) => look.movedBytes[at]),
      kernel: {
        read: mibS(looks, (look) => look.kernel[at]?.read),
        written: mibS(looks, (look) => look.kernel[at]?.written),
      },
      timeCpuPct: meanSince(before[at], times[at]),
    },
  ]);
  return Object.fromEntries(measured) as Record<Name, Measured>;
}

/** What a load had used at one time. */
interface CpuMark {
  readonly atMs: number;
  readonly cpuS: number;
}

const markOf = ({ pids }: KnownLoad): CpuMark => ({
  atMs: performance.now(),
  cpuS: pids.reduce((sum, pid) => sum + cpuMsOf(pid, 'children') / 1_000, 0),
});

const meanSince = (before: CpuMark | undefined, time: GnuTime | undefined): number =>
  before && time ? (100_000 * (time.cpuS - before.cpuS)) / (time.endedBeforeMs - before.atMs) : Number.NaN;

/** Mean rate of a byte counter over all readings. */
function mibS(looks: readonly Look[], counter: (look: Look) => number | undefined): number {
  const [first, last] = [looks[0], looks.at(-1)];
  if (!first || !last) return Number.NaN;
  const bytes = (counter(last) ?? Number.NaN) - (counter(first) ?? Number.NaN);
  return (bytes * 1000) / 2 ** 20 / (last.atMs - first.atMs);
}

function ofMonitor({ pid }: KnownLoad, looks: readonly Look[]) {
  const samples = looks.flatMap(({ sample }) => sample.workers.find((it) => it.pid === pid) ?? []);
  const spans = looks.map(({ atMs }, at) => atMs - (looks[at - 1]?.atMs ?? atMs));
  const wholeMs = spans.reduce((sum, it) => sum + it, 0);
  const mean = (name: 'cpu_pct' | 'io_r_mb_s' | 'io_w_mb_s') =>
    samples.reduce((sum, it, at) => sum + it[name] * (spans[at] ?? 0), 0) / wholeMs;
  const monitor = {
    cpuPct: mean('cpu_pct'),
    rssMib: samples.at(-1)?.rss_mb ?? 0,
    readMibS: mean('io_r_mb_s'),
    writtenMibS: mean('io_w_mb_s'),
  };
  return { samples, monitor, sampledAtMs: looks.at(-1)?.atMs ?? 0 };
}
