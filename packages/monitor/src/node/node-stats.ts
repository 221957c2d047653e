import type { NodeStats, UnknownFields } from '@rbee/contract';
import { LIMITS } from '@rbee/contract/plain';
import { type Figure, known, round2, unknownOrNothing, whole, writeFigures } from '../figure.ts';
import type { GpuReading } from '../gpu-reader.ts';
import { counted, type Meter } from '../rates/index.ts';
import type { Machine, OwnProcess } from './machine.ts';

/** The moment of a sample, and what was remembered of the one before. */
export interface Moment {
  readonly meter: Meter;
  /** Monotonic clock, milliseconds. */
  readonly atMs: number;
}

/** What could not be seen of a machine's processes. */
export interface Unseen {
  /** Processes that could not be looked into; null where they are not even listed. */
  readonly unreadable: number | null;
  /** Why the machine's workers cannot be seen at all. */
  readonly unknown: UnknownFields;
}

/**
 * The machine and the hive's own cost as the wire carries them (section N). GPUs that are not known are an empty list
 * with a reason in `unknown` ([W2]).
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

/** Ticks are coarser than the clock: a fully busy machine is held at all of its cores. */
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
