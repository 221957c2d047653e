import type { Gpu, NodeStats, UnknownFields } from '@rbee/contract';
import { cutText, LIMITS, visibleText } from '@rbee/contract/plain';
import {
  type Figure,
  known,
  type Missing,
  missing,
  scaled,
  unknownOrNothing,
  writeFigures,
} from '../figure.ts';
import { ask, reasonOf } from '../files/index.ts';
import { counted, type Meter } from '../rates/index.ts';
import type { Machine } from './machine.ts';

/** Time of a sample, and the meter that holds the previous one. */
export interface Moment {
  readonly meter: Meter;
  /** Monotonic clock, milliseconds. */
  readonly atMs: number;
}

/** The GPUs of the machine, and why some or all could not be read. */
export interface NodeGpus {
  readonly cards: readonly Gpu[];
  readonly gap: Missing | undefined;
}

/** Which processes could not be read. */
export interface Unseen {
  /** Number of processes whose files could not be read; null if processes cannot be listed. */
  readonly unreadable: number | null;
  /** Reasons for `workers` and `unreadable_processes` if they are not known ([W2]). */
  readonly unknown: UnknownFields;
}

/**
 * The machine and the hive's own cost in the form of the wire (section N). Unknown GPUs are an empty list with a reason
 * in `unknown` ([W2]). `version` is the hive's, `residentMb` the memory of this process.
 */
export function nodeStats(
  machine: Machine,
  version: string,
  moment: Moment,
  gpus: NodeGpus,
  unseen: Unseen,
  residentMb = readResidentMb(),
): NodeStats {
  const figures = writeFigures(
    { cpu_pct: machineCpu(machine, moment), load_1: machine.load1 },
    {
      cpu_count: machine.cpuCount,
      ram_used_mb: machine.ramUsedMb,
      ram_total_mb: machine.ramTotalMb,
      swap_used_mb: machine.swapUsedMb,
    },
  );
  return {
    hostname: visibleText(cutText(machine.hostname, LIMITS.maxTextChars)),
    os: machine.os,
    kernel: visibleText(cutText(machine.kernel, LIMITS.maxTextChars)),
    ...figures.values,
    gpus: [...gpus.cards],
    agent: agentStats(version, moment, residentMb),
    ...(unseen.unreadable === null ? {} : { unreadable_processes: unseen.unreadable }),
    ...unknownOrNothing({
      ...figures.unknown,
      ...(gpus.gap ? { gpus: gpus.gap.reason } : {}),
      ...unseen.unknown,
    }),
  };
}

/** Limited to the number of CPUs: ticks are coarser than the clock, so a busy machine could exceed it. */
function machineCpu({ busySeconds, cpuCount }: Machine, { meter, atMs }: Moment): Figure {
  const busy = meter.rate('machine', busySeconds, atMs);
  if (!busy.ok) return busy;
  return known(Math.min(busy.value, cpuCount.ok ? cpuCount.value : busy.value) * 100);
}

/** CPU use and memory of this process. The CPU time is from getrusage(2), which reads no file. */
function agentStats(version: string, { meter, atMs }: Moment, residentMb: Figure): NodeStats['agent'] {
  const { user, system } = process.cpuUsage();
  const busy = meter.rate('agent', counted('agent', (user + system) / 1e6), atMs);
  const figures = writeFigures({ cpu_pct: scaled(busy, 100) }, { rss_mb: residentMb });
  return { version, ...figures.values, ...unknownOrNothing(figures.unknown) };
}

function readResidentMb(): Figure {
  const rss = ask(() => process.memoryUsage.rss());
  return rss.ok ? known(rss.value / 1024 ** 2) : missing(reasonOf(rss.refusal));
}
