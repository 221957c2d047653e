import type { Gpu, UnknownReason } from '@rbee/contract';
import {
  type Card,
  type Machine,
  type Partition,
  roll,
  type WorkerFigures,
  wandering,
} from '../model/index.ts';
import { tenths } from './tenths.ts';

/** Memory of a card that its driver keeps, and of a part of one, MiB. */
const DRIVER_MB = 460;
const PART_MB = 25;
/** Clocks of a card at rest, MHz. */
const REST_MHZ = 210;
const MEMORY_REST_MHZ = 405;
/** Temperature from which a card slows itself down, degrees Celsius. */
const HOT_C = 83;
/** Share of the power limit from which it is what holds a card back. */
const CAPPED = 0.9;
/** Number of the error that the driver reported of a card that has one: a fault of a program. */
const XID = 31;

/** A running worker, its place on the machine and the indexes of its cards. */
export interface RunningWorker {
  readonly index: number;
  readonly figures: WorkerFigures;
  readonly cards: readonly number[];
}

/** Memory that a worker holds on each of its cards, MiB. */
export const heldOnEachMb = ({ vramMb }: Pick<WorkerFigures, 'vramMb'>, cards: number): number =>
  cards === 0 ? 0 : Math.floor(vramMb / cards);

/** Why the memory of the machine's cards is not known; undefined if it is. */
export const memoryGap = ({ chassis }: Machine): UnknownReason | undefined =>
  chassis.card.sharesRam ? 'unified_memory' : undefined;

/** The cards of a machine with its running workers (section N). */
export function gpuStats(machine: Machine, workers: readonly RunningWorker[], nowMs: number): Gpu[] {
  const awake = machine.cardIds.length - machine.asleep;
  return machine.cardIds.map((uuid, index) => {
    const { vendor, name, vramMb, sharesRam } = machine.chassis.card;
    const facts = { uuid, index, vendor, name };
    const origin = 'simulated' as const;
    const pci = sharesRam ? '000f:01:00.0' : `0000:${(index * 0x20 + 1).toString(16).padStart(2, '0')}:00.0`;
    if (index >= awake) {
      const unknown = { util_pct: 'asleep', vram_used_mb: 'asleep' } as const;
      return { ...facts, util_pct: 0, vram_used_mb: 0, vram_total_mb: vramMb, pci, origin, unknown };
    }
    const use = useOf(workers, index);
    return {
      ...facts,
      ...figures(machine, use, index),
      pci,
      ...details(machine, use.utilPct / 100, index, nowMs),
      origin,
    };
  });
}

/** What workers use of one card. */
interface Use {
  readonly utilPct: number;
  readonly heldMb: number;
  /** The workers on it. */
  readonly holders: readonly RunningWorker[];
}

function useOf(workers: readonly RunningWorker[], card: number): Use {
  const holders = workers.filter(({ cards }) => cards.includes(card));
  let [utilPct, heldMb] = [0, 0];
  for (const { figures, cards } of holders) {
    // Two that are busy half of the time each are busy at once for a quarter of it.
    utilPct += figures.gpuPct - (utilPct * figures.gpuPct) / 100;
    heldMb += heldOnEachMb(figures, cards.length);
  }
  return { utilPct, heldMb, holders };
}

/** Use and memory of a card, and of its parts. */
function figures(machine: Machine, use: Use, index: number) {
  const { partition, chassis } = machine;
  const gap = memoryGap(machine);
  if (gap) {
    const unknown = { vram_used_mb: gap, vram_total_mb: gap };
    return { util_pct: tenths(use.utilPct), vram_used_mb: 0, vram_total_mb: 0, shares_ram: true, unknown };
  }
  const { vramMb } = chassis.card;
  const unattributed = Math.min(DRIVER_MB, vramMb - use.heldMb);
  return {
    util_pct: partition ? 0 : tenths(use.utilPct),
    vram_used_mb: use.heldMb + unattributed,
    vram_total_mb: vramMb,
    unattributed_vram_mb: unattributed,
    ...(partition && {
      mig: partsOf(machine, partition, use, index),
      unknown: { util_pct: 'mig' as const },
    }),
  };
}

/** The parts of a card: each worker has one of its own. */
const partsOf = ({ seed, cardIds }: Machine, { parts, partMb }: Partition, { holders }: Use, card: number) =>
  Array.from({ length: parts }, (_, part) => {
    const holder = holders.find(({ index }) => Math.floor(index / cardIds.length) === part);
    const id = Math.floor(roll(seed, 19, card, part) * 2 ** 32);
    return {
      uuid: `MIG-${id.toString(16).padStart(8, '0')}`,
      vram_used_mb: holder ? heldOnEachMb(holder.figures, 1) + PART_MB : 0,
      vram_total_mb: partMb,
    };
  });

/** What a driver tells of a card besides its use. */
function details({ seed, chassis }: Machine, share: number, index: number, nowMs: number): Partial<Gpu> {
  const { card } = chassis;
  const warmth = wandering(seed, 700_010 + index, nowMs / 30_000);
  const isStuffy = roll(seed, 20, index) < 0.06;
  const temp = Math.round(30 + 6 * warmth + (isStuffy ? 54 : 38) * share);
  const power = card.idleW + (card.powerLimitW - card.idleW) * share * (0.55 + 0.4 * warmth);
  const isHot = temp >= HOT_C;
  const isOnDesk = card.place === 'desk';
  const figures = { temp_c: temp, power_w: tenths(power) };
  const clock_mhz = clockMhz(card, share, isHot);
  const faults = faultsOf(seed, index, card);
  if (card.sharesRam) return { ...figures, clock_mhz, health: isHot ? ['thermal'] : [] };
  return {
    ...figures,
    power_limit_w: card.powerLimitW,
    clock_mhz,
    memory_clock_mhz: isOnDesk && share === 0 ? MEMORY_REST_MHZ : card.memoryMhz,
    ...(isOnDesk && { fan_pct: temp < 45 ? 0 : Math.min(100, temp) }),
    pcie_generation: isOnDesk && share === 0 ? 1 : card.pcie,
    pcie_width: 16,
    health: [
      ...(power >= CAPPED * card.powerLimitW ? ['power_limit'] : []),
      ...(isHot ? ['thermal'] : []),
      ...faults.health,
    ],
    ...(faults.lastXid !== undefined && { last_xid: faults.lastXid }),
  };
}

const clockMhz = (card: Card, share: number, isHot: boolean): number =>
  share === 0 ? REST_MHZ : Math.round(card.clockMhz * (isHot ? 0.8 : 1 - 0.06 * share));

/** What is wrong with a card for good, which is nothing with most. */
function faultsOf(seed: number, index: number, { vendor }: Card) {
  const hasFailed = vendor === 'nvidia' && roll(seed, 21, index) < 0.01;
  const isWorn = vendor === 'nvidia' && roll(seed, 22, index) < 0.005;
  return {
    health: [...(isWorn ? ['ecc_errors', 'remap_pending'] : []), ...(hasFailed ? ['xid'] : [])],
    lastXid: hasFailed ? XID : undefined,
  };
}
