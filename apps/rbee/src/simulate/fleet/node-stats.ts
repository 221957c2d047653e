import type { NodeStats } from '@rbee/contract';
import { type Machine, type WorkerFigures, wandering } from '../model/index.ts';
import { type CardConstants, type CardHeat, gpuStats, type RunningWorker } from './gpu-stats.ts';
import { tenths } from './tenths.ts';
import { isForeign } from './worker-stats.ts';

/** Memory of a machine's own programs, MiB. */
const SYSTEM_MB = 2_900;
/** Processes of other users beside the workers, where the hive has no permission to read them. */
const OTHER_PROCESSES = 41;

const FIRST_SAMPLE = { unknown: { cpu_pct: 'first_sample' } } as const;

/** The machine of a heartbeat with its cards and its running workers; `isFirst` in the first heartbeat of a hive ([W4]). */
export function nodeStats(
  machine: Machine,
  cards: readonly CardConstants[],
  workers: readonly RunningWorker[],
  { nowMs, version, isFirst, heat }: { nowMs: number; version: string; isFirst: boolean; heat: CardHeat },
): NodeStats {
  const { seed, chassis, blindness } = machine;
  const { cpus, ramMb } = chassis;
  const unrest = wandering(seed, 700_001, nowMs / 4_000);
  const sum = (of: (figures: WorkerFigures) => number): number =>
    workers.reduce((total, { figures }) => total + of(figures), 0);
  const cpuPct = Math.min(cpus * 100, sum((figures) => figures.cpuPct) + 4 + 14 * unrest);
  const sharedMb = chassis.card.sharesRam ? sum((figures) => figures.vramMb) : 0;
  const usedMb = sum((figures) => figures.rssMb) + sharedMb + SYSTEM_MB + 300 * unrest;
  const unknown = isFirst ? FIRST_SAMPLE : {};
  return {
    hostname: machine.name,
    os: 'linux',
    kernel: machine.kernel,
    cpu_count: cpus,
    ram_total_mb: ramMb,
    swap_used_mb: 0,
    cpu_pct: isFirst ? 0 : tenths(cpuPct),
    load_1: tenths((cpuPct / 100) * (0.9 + 0.3 * wandering(seed, 700_002, nowMs / 45_000))),
    ram_used_mb: Math.round(Math.min(ramMb * 0.97, usedMb)),
    gpus: gpuStats(machine, cards, workers, { nowMs, heat }),
    agent: {
      version,
      cpu_pct: isFirst ? 0 : tenths(0.4 + machine.workers.length * 0.03 + 0.3 * unrest),
      rss_mb: 58 + Math.round(machine.workers.length / 10),
      ...unknown,
    },
    ...(blindness === 'permission' && { unreadable_processes: unreadable(machine) }),
    ...unknown,
  };
}

const unreadable = ({ blindness, workers }: Machine): number =>
  workers.filter((_, index) => isForeign(blindness, index)).length + OTHER_PROCESSES;
