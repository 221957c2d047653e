import type { NodeStats, UnknownFields } from '@rbee/contract';
import { LIMITS } from '@rbee/contract/plain';
import { type Figure, known, round2, unknownOrNothing, whole, writeFigures } from '../figure.ts';
import type { GpuReading } from '../gpu-reader.ts';
import { counted, type Meter } from '../rates/index.ts';
import type { Machine, OwnProcess } from './machine.ts';

/** Time of a sample, and the meter that holds the previous one. */
export interface Moment {
  readonly meter: Meter;
  /** Monotonic clock, milliseconds. */
  readonly atMs: number;
}

/** Which processes could not be read. */
export interface Unseen {
  /** Number of processes whose files could not be read; null if processes cannot be listed. */
  readonly unreadable: number | null;
  /** Reasons for `workers` and `unreadable_processes` if they are not known ([W2]). */
  readonly unknown: UnknownFields;
}

/**
 * The machine and the hive's own cost in the form of the wire (section N). Unknown GPUs are an empty list with a reason in
 * `unknown` ([W2]).
 */
export function nodeStats(
  machine: Machine,
  own: OwnProcess,
  moment: Moment,
  { gpus }: Pick<GpuReading, 'gpus'>,
  unseen: Unseen,
): NodeStats {
  const rates = writeFigures({ cpu_pct: machineCpu(machine, moment), load_1: machine.load1 }, round2);
  const amounts = writeFigures(
    {
      cpu_count: machine.cpuCount,
      ram_used_mb: machine.ramUsedMb,
      ram_total_mb: machine.ramTotalMb,
      swap_used_mb: machine.swapUsedMb,
    },
    whole,
  );
  return {
    hostname: machine.hostname.slice(0, LIMITS.maxTextChars),
    os: machine.os,
    kernel: machine.kernel.slice(0, LIMITS.maxTextChars),
    ...rates.values,
    ...amounts.values,
    gpus: gpus.ok ? [...gpus.value] : [],
    agent: agentStats(own, moment),
    ...(unseen.unreadable === null ? {} : { unreadable_processes: unseen.unreadable }),
    ...unknownOrNothing({
      ...rates.unknown,
      ...amounts.unknown,
      ...(gpus.ok ? {} : { gpus: gpus.reason }),
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

function agentStats(own: OwnProcess, { meter, atMs }: Moment): NodeStats['agent'] {
  const reading = counted('agent', own.cpuSeconds);
  const busy = meter.rate('agent', reading, atMs);
  const cpu = writeFigures({ cpu_pct: busy.ok ? known(busy.value * 100) : busy }, round2);
  const memory = writeFigures({ rss_mb: own.rssMb }, whole);
  return {
    version: own.version,
    ...cpu.values,
    ...memory.values,
    ...unknownOrNothing({ ...cpu.unknown, ...memory.unknown }),
  };
}
