import type { Gpu, UnknownReason } from '@rbee/contract';
import { type Card, type Machine, roll, type Sharer, type WorkerFigures, wandering } from '../model/index.ts';
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

/** A running worker and its place on the machine. */
export interface RunningWorker extends Sharer {
  readonly index: number;
}

/** Memory that a worker holds on each of its cards, MiB. */
export const heldOnEachMb = ({ vramMb }: Pick<WorkerFigures, 'vramMb'>, cards: number): number =>
  cards === 0 ? 0 : Math.floor(vramMb / cards);

/** Why the memory of the machine's cards is not known; undefined if it is. */
export const memoryGap = ({ chassis }: Machine): UnknownReason | undefined =>
  chassis.card.sharesRam ? 'unified_memory' : undefined;

/** What of a card stays the same during one life of its hive. */
export interface CardConstants {
  readonly facts: Pick<Gpu, 'uuid' | 'index' | 'vendor' | 'name' | 'pci'>;
  readonly isAsleep: boolean;
  /** True if it stands where it gets hotter than others. */
  readonly isStuffy: boolean;
  /** What is wrong with it for good, which is nothing with most. */
  readonly faults: readonly string[];
  readonly lastXid: number | undefined;
  /** The names of its parts; undefined if it is not divided. */
  readonly parts: readonly string[] | undefined;
}

/** The constants of a machine's cards. */
export const cardConstants = ({ seed, chassis, cardIds, asleep, partition }: Machine): CardConstants[] =>
  cardIds.map((uuid, index) => {
    const { vendor, name, sharesRam } = chassis.card;
    const hasFailed = vendor === 'nvidia' && roll(seed, 21, index) < 0.01;
    const isWorn = vendor === 'nvidia' && roll(seed, 22, index) < 0.005;
    const bus = (index * 0x20 + 1).toString(16).padStart(2, '0');
    return {
      facts: { uuid, index, vendor, name, pci: sharesRam ? '000f:01:00.0' : `0000:${bus}:00.0` },
      isAsleep: index >= cardIds.length - asleep,
      isStuffy: roll(seed, 20, index) < 0.06,
      faults: [...(isWorn ? ['ecc_errors', 'remap_pending'] : []), ...(hasFailed ? ['xid'] : [])],
      lastXid: hasFailed ? XID : undefined,
      parts: partition && Array.from({ length: partition.parts }, (_, part) => partId(seed, index, part)),
    };
  });

const partId = (seed: number, card: number, part: number): string =>
  `MIG-${Math.floor(roll(seed, 19, card, part) * 2 ** 32)
    .toString(16)
    .padStart(8, '0')}`;

/** Time after which a card is nearly as warm as its use makes it, milliseconds. */
const WARMING_MS = 25_000;

/** How warm the cards of a machine are: their use in the last half a minute, from 0 to 1. */
export class CardHeat {
  readonly #heat: number[] = [];
  #at = Number.NEGATIVE_INFINITY;

  /** Takes the use of each card at a time that never goes back, and gives the heat of each. */
  after(uses: readonly number[], atMs: number): readonly number[] {
    const kept = Math.exp((this.#at - atMs) / WARMING_MS);
    for (const [card, use] of uses.entries())
      this.#heat[card] = use + ((this.#heat[card] ?? use) - use) * kept;
    this.#at = atMs;
    return this.#heat;
  }
}

/** The cards of a machine with its running workers (section N). */
export function gpuStats(
  machine: Machine,
  cards: readonly CardConstants[],
  workers: readonly RunningWorker[],
  { nowMs, heat }: { readonly nowMs: number; readonly heat: CardHeat },
): Gpu[] {
  const uses = usesOf(cards.length, workers);
  const heats = heat.after(
    uses.map(({ utilPct }) => utilPct / 100),
    nowMs,
  );
  return cards.map((card, index) => {
    const use = uses[index] ?? NO_USE;
    const gpu = cardFigures(machine, card, use);
    const load = { use: use.utilPct / 100, heat: heats[index] ?? 0 };
    if (!card.isAsleep) addCondition(gpu, machine, card, load, nowMs);
    gpu.origin = 'simulated';
    return gpu;
  });
}

/** What workers use of one card. */
interface Use {
  utilPct: number;
  heldMb: number;
  /** The workers on it. */
  readonly holders: RunningWorker[];
}

const NO_USE: Use = { utilPct: 0, heldMb: 0, holders: [] };

function usesOf(count: number, workers: readonly RunningWorker[]): Use[] {
  const uses: Use[] = Array.from({ length: count }, () => ({ utilPct: 0, heldMb: 0, holders: [] }));
  for (const worker of workers) {
    const { figures, cards } = worker;
    const eachMb = heldOnEachMb(figures, cards.length);
    for (const index of cards) {
      const use = uses[index];
      if (!use) continue;
      // They take turns.
      use.utilPct += figures.gpuPct;
      use.heldMb += eachMb;
      use.holders.push(worker);
    }
  }
  return uses;
}

/** Use and memory of a card, and of its parts. */
function cardFigures(machine: Machine, { facts, isAsleep, parts }: CardConstants, use: Use): Gpu {
  const { uuid, index, vendor, name, pci } = facts;
  const { vramMb } = machine.chassis.card;
  const util_pct = tenths(use.utilPct);
  const gpu: Gpu = { uuid, index, vendor, name, util_pct, vram_used_mb: 0, vram_total_mb: vramMb };
  if (pci !== undefined) gpu.pci = pci;
  const gap = memoryGap(machine);
  if (isAsleep) gpu.unknown = { util_pct: 'asleep', vram_used_mb: 'asleep' };
  else if (gap) {
    gpu.vram_total_mb = 0;
    gpu.shares_ram = true;
    gpu.unknown = { vram_used_mb: gap, vram_total_mb: gap };
  } else {
    gpu.unattributed_vram_mb = Math.min(DRIVER_MB, vramMb - use.heldMb);
    gpu.vram_used_mb = use.heldMb + gpu.unattributed_vram_mb;
  }
  if (parts) {
    gpu.util_pct = 0;
    gpu.mig = partsOf(machine, parts, use);
    gpu.unknown = { util_pct: 'mig' };
  }
  return gpu;
}

/** The parts of a card: each worker has one of its own. */
const partsOf = ({ partition, cardIds }: Machine, parts: readonly string[], { holders }: Use) =>
  parts.map((uuid, part) => {
    const holder = holders.find(({ index }) => Math.floor(index / cardIds.length) === part);
    const vram_used_mb = holder ? heldOnEachMb(holder.figures, 1) + PART_MB : 0;
    return { uuid, vram_used_mb, vram_total_mb: partition?.partMb ?? 0 };
  });

/** Adds what a driver tells of a card besides its use. Use and heat are from 0 to 1. */
function addCondition(
  gpu: Gpu,
  machine: Machine,
  constants: CardConstants,
  { use, heat }: { readonly use: number; readonly heat: number },
  nowMs: number,
): void {
  const { card } = machine.chassis;
  const warmth = wandering(machine.seed, 700_010 + gpu.index, nowMs / 30_000);
  const temp = Math.round(30 + 6 * warmth + (constants.isStuffy ? 54 : 38) * heat);
  const power = card.idleW + (card.powerLimitW - card.idleW) * use * (0.55 + 0.4 * warmth);
  const isHot = temp >= HOT_C;
  const isCapped = !card.sharesRam && power >= CAPPED * card.powerLimitW;
  gpu.temp_c = temp;
  gpu.power_w = tenths(power);
  gpu.clock_mhz = clockMhz(card, use, isHot);
  gpu.health = [...(isCapped ? ['power_limit'] : []), ...(isHot ? ['thermal'] : []), ...constants.faults];
  if (constants.lastXid !== undefined) gpu.last_xid = constants.lastXid;
  if (card.sharesRam) return;
  const isResting = card.place === 'desk' && use === 0;
  gpu.power_limit_w = card.powerLimitW;
  gpu.memory_clock_mhz = isResting ? MEMORY_REST_MHZ : card.memoryMhz;
  if (card.place === 'desk') gpu.fan_pct = temp < 45 ? 0 : Math.min(100, temp);
  gpu.pcie_generation = isResting ? 1 : card.pcie;
  gpu.pcie_width = 16;
}

const clockMhz = (card: Card, use: number, isHot: boolean): number =>
  use === 0 ? REST_MHZ : Math.round(card.clockMhz * (isHot ? 0.8 : 1 - 0.06 * use));
