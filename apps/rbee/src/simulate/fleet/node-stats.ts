import type { Gpu, NodeStats } from '@rbee/contract';
import { type Machine, type WorkerFigures, wandering } from '../model/index.ts';
import { isForeign, tenths } from './worker-stats.ts';

/** Memory of a card that its driver keeps, MiB. */
const DRIVER_MB = 460;
/** Memory of a machine's own programs, MiB. */
const SYSTEM_MB = 2_900;
/** Processes of other users beside the workers, where the hive has no permission to read them. */
const OTHER_PROCESSES = 41;

const FIRST_SAMPLE = { unknown: { cpu_pct: 'first_sample' } } as const;

/** A running worker, and the indexes of its cards. */
export interface RunningWorker {
  readonly figures: WorkerFigures;
  readonly cards: readonly number[];
}

/** The machine of a heartbeat with its running workers; `isFirst` in the first heartbeat of a hive ([W4]). */
export function nodeStats(
  machine: Machine,
  workers: readonly RunningWorker[],
  { nowMs, version, isFirst }: { nowMs: number; version: string; isFirst: boolean },
): NodeStats {
  const { seed, chassis, blindness } = machine;
  const { cpus, ramMb } = chassis;
  const unrest = wandering(seed, 700_001, nowMs / 4_000);
  const sum = (of: (figures: WorkerFigures) => number): number =>
    workers.reduce((total, { figures }) => total + of(figures), 0);
  const cpuPct = Math.min(cpus * 100, sum((figures) => figures.cpuPct) + 4 + 14 * unrest);
  const usedMb = sum((figures) => figures.rssMb) + SYSTEM_MB + 300 * unrest;
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
    gpus: gpusOf(machine, workers, nowMs),
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

function gpusOf(machine: Machine, workers: readonly RunningWorker[], nowMs: number): Gpu[] {
  const { seed, blindness, cardIds } = machine;
  const { vendor, name, vramMb, powerLimitW, idleW } = machine.chassis.card;
  const isKnown = blindness !== 'mig';
  const use = cardUse(cardIds.length, workers);
  return use.map(({ utilPct, heldMb }, index) => {
    const warmth = wandering(seed, 700_010 + index, nowMs / 30_000);
    const share = utilPct / 100;
    const unattributed = Math.min(DRIVER_MB, vramMb - heldMb);
    return {
      uuid: cardIds[index] ?? '',
      index,
      vendor,
      name,
      vram_total_mb: vramMb,
      power_limit_w: powerLimitW,
      ...(!isKnown && { unknown: { util_pct: 'mig' as const } }),
      util_pct: isKnown ? tenths(utilPct) : 0,
      vram_used_mb: heldMb + unattributed,
      unattributed_vram_mb: unattributed,
      temp_c: Math.round(30 + 6 * warmth + 38 * share),
      power_w: tenths(idleW + (powerLimitW - idleW) * share * (0.55 + 0.4 * warmth)),
    };
  });
}

/** What workers use of each card; each holds as much on every one of its cards. */
function cardUse(count: number, workers: readonly RunningWorker[]) {
  const use = Array.from({ length: count }, () => ({ utilPct: 0, heldMb: 0 }));
  for (const { figures, cards } of workers) {
    const eachMb = Math.floor(figures.vramMb / Math.max(1, cards.length));
    for (const index of cards) {
      const card = use[index];
      if (!card) continue;
      // Two that are busy half of the time each are busy at once for a quarter of it.
      card.utilPct += figures.gpuPct - (card.utilPct * figures.gpuPct) / 100;
      card.heldMb += eachMb;
    }
  }
  return use;
}
