import { wandering } from './dice.ts';
import type { Machine } from './machine.ts';

/** A machine's figures at a moment, in the wire's units; gathered from its workers, and written over and over. */
export interface NodeFigures {
  cpuPct: number;
  load: number;
  ramUsedMb: number;
  /** Usage of the hive process. */
  agentCpuPct: number;
  readonly cards: CardFigures[];
}

/** A card's figures at a moment. */
export interface CardFigures {
  utilPct: number;
  vramMb: number;
  /** Of that what no process was seen to hold. */
  unattributedMb: number;
  tempC: number;
  powerW: number;
}

/** Memory of a card that its driver keeps, MiB. */
const DRIVERS_MB = 460;
/** Memory of a machine's own programs, MiB. */
const SYSTEM_MB = 2_900;

/** An empty figures object to fill. */
export const blankNode = (machine: Machine): NodeFigures => ({
  ...{ cpuPct: 0, load: 0, ramUsedMb: 0, agentCpuPct: 0 },
  cards: machine.cardIds.map(() => ({ utilPct: 0, vramMb: 0, unattributedMb: 0, tempC: 0, powerW: 0 })),
});

/** Begins to gather: a machine without a worker. */
export function beginNode(into: NodeFigures): void {
  into.cpuPct = 0;
  into.ramUsedMb = 0;
  for (const card of into.cards) {
    card.utilPct = 0;
    card.vramMb = 0;
  }
}

/** Adds one worker, which holds as much on each of its cards as on the next. */
export function addToNode(
  into: NodeFigures,
  { cpuPct, rssMb, gpuPct, vramMb }: { cpuPct: number; rssMb: number; gpuPct: number; vramMb: number },
  cards: readonly number[],
): void {
  into.cpuPct += cpuPct;
  into.ramUsedMb += rssMb;
  const each = Math.floor(vramMb / Math.max(1, cards.length));
  for (const index of cards) {
    const card = into.cards[index];
    if (!card) continue;
    // Two that are busy half of the time each are busy at once for a quarter of it.
    card.utilPct += gpuPct - (card.utilPct * gpuPct) / 100;
    card.vramMb += each;
  }
}

/** Completes the figures: adds the machine's own programs, and what the driver of each card reports. */
export function endNode(into: NodeFigures, { chassis, seed, workers }: Machine, nowMs: number): void {
  const unrest = wandering(seed, 700_001, nowMs / 4_000);
  const { cpus, ramMb, card: kind } = chassis;
  into.cpuPct = Math.min(cpus * 100, into.cpuPct + 4 + 14 * unrest);
  into.load = (into.cpuPct / 100) * (0.9 + 0.3 * wandering(seed, 700_002, nowMs / 45_000));
  into.agentCpuPct = 0.4 + workers.length * 0.03 + 0.3 * unrest;
  into.ramUsedMb = Math.round(Math.min(ramMb * 0.97, into.ramUsedMb + SYSTEM_MB + 300 * unrest));
  for (let index = 0; index < into.cards.length; index += 1) {
    const card = into.cards[index];
    if (!card) continue;
    const warmth = wandering(seed, 700_010 + index, nowMs / 30_000);
    const share = card.utilPct / 100;
    card.unattributedMb = Math.min(DRIVERS_MB, kind.vramMb - card.vramMb);
    card.vramMb += card.unattributedMb;
    card.tempC = Math.round(30 + 6 * warmth + 38 * share);
    card.powerW = kind.idleW + (kind.powerLimitW - kind.idleW) * share * (0.55 + 0.4 * warmth);
  }
}
