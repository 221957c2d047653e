import type { Card } from './cards.ts';
import { picked, roll } from './dice.ts';
import { ENGINES, type EngineHabits, type EngineName } from './engines.ts';
import { MODELS, type Model } from './models.ts';

/** A worker's place on its machine, the same for every run of it. */
export interface Placed {
  readonly model: Model;
  /** A further model with a process of its own; null for most. */
  readonly second: Model | null;
  /** A second name of the model; null for most. */
  readonly alias: string | null;
  /** Models that its engine can load on request. */
  readonly library: readonly Model[];
  readonly engine: EngineHabits;
  /** Name of the program if it is no inference server but, for example, a training; null for nearly all. */
  readonly program: string | null;
  readonly port: number;
  /** Indexes of its cards; none where it runs on the CPU. */
  readonly cards: readonly number[];
  /** Memory that it holds on all of them once its model is loaded, MiB. */
  readonly vramMb: number;
  /** Share of its slots in use at the busiest hour; some models get no requests. */
  readonly popularity: number;
}

/** Memory of a card that its driver and its screen keep, as a share of it. */
const KEPT = 0.04;
/** Models that a card is chosen for are among so many of the largest that fit. */
const LARGEST = 5;

/** Where workers are placed. */
interface Room {
  /** Number of cards that are awake. */
  readonly cards: number;
  /** Number of workers. */
  readonly count: number;
  /** Memory of the part of a card that each worker gets, MiB; undefined if the cards are not cut into parts. */
  readonly partMb: number | undefined;
}

/** Number of cards of each worker. */
export const spanOf = (cards: number, count: number): number =>
  Math.max(1, 2 ** Math.floor(Math.log2(cards / Math.max(1, count))));

/**
 * Places workers on a machine: each card gets as many as the next, a machine with more cards than workers gives several
 * to each, and each takes a model that fits its share. What fits no card runs on the CPU.
 */
export function placeWorkers(seed: number, card: Card, { cards, count, partMb }: Room): Placed[] {
  const span = spanOf(cards, count);
  const ports = new Set<number>();
  return Array.from({ length: count }, (_, index) => {
    const first = (index * span) % cards;
    const sharers = Math.ceil((count * span - first) / cards);
    const shareMb = Math.floor((partMb ?? card.vramMb / sharers) * (1 - KEPT)) * span;
    const { model, engine, onCpu } = choice(seed, index, card, shareMb);
    const used = onCpu ? [] : Array.from({ length: span }, (_, offset) => first + offset);
    const unasked = roll(seed, index, 3) < 0.2;
    const further = furtherModels(seed, index, model, engine);
    const heldMb = vramOf(model, engine, shareMb);
    const secondMb = Math.ceil((further.second?.weightsMb ?? 0) * WITH_BUFFERS);
    const hasRoom = onCpu || heldMb + secondMb <= shareMb;
    return {
      model,
      ...further,
      second: hasRoom ? further.second : null,
      engine,
      program: null,
      cards: used,
      port: freePort(ports, engine.port),
      vramMb: onCpu ? 0 : heldMb + (hasRoom ? secondMb : 0),
      popularity: unasked ? 0.02 : 0.05 + 1.1 * roll(seed, index, 4) ** 2,
    };
  });
}

/** Some servers of Ollama run two models, and some of vLLM serve one under two names; some can load others. */
function furtherModels(seed: number, index: number, { name }: Model, { kind, hasLibrary }: EngineHabits) {
  const isAsked = roll(seed, index, 5) < 0.4;
  const small = picked(
    MODELS.slice(-4).filter((it) => it.name !== name),
    roll(seed, index, 6),
  );
  return {
    second: isAsked && kind === 'ollama' ? small : null,
    alias: isAsked && kind === 'vllm' ? 'default' : null,
    library: hasLibrary ? libraryOf(seed, index, name) : [],
  };
}

/** Models of the size that people keep at home, at most five. */
function libraryOf(seed: number, index: number, loaded: string): readonly Model[] {
  const kept = MODELS.slice(-12, -4).filter(
    ({ name, group }, at) => group !== 'speech' && name !== loaded && roll(seed, index, 7, at) < 0.5,
  );
  return kept.slice(0, 5);
}

interface Choice {
  readonly model: Model;
  readonly engine: EngineHabits;
  readonly onCpu: boolean;
}

function choice(seed: number, index: number, card: Card, shareMb: number): Choice {
  const fitting = MODELS.flatMap((model) => {
    const names = model.engines.filter((name) => name !== 'trt' || card.vendor === 'nvidia');
    const engine = ENGINES[picked<EngineName>(names, roll(seed, index, model.weightsMb))];
    return needOf(model, engine) <= shareMb ? [{ model, engine, onCpu: false }] : [];
  });
  const any = roll(seed, index, 1) < 0.2;
  const among = any ? fitting : fitting.slice(0, LARGEST);
  if (among.length > 0) return picked(among, roll(seed, index, 2));
  const small = picked(MODELS.slice(-4), roll(seed, index, 2));
  return { model: small, engine: small.group === 'embed' ? ENGINES.tei : ENGINES.llama, onCpu: true };
}

/** Memory of a model with its buffers, as a part of its weights. */
const WITH_BUFFERS = 1.08;

/** The least memory with which it starts, MiB: weights, buffers, and room for a few requests. */
const needOf = (model: Model, engine: EngineHabits): number =>
  Math.ceil(model.weightsMb * WITH_BUFFERS + (engine.reserves ? 2_600 : 350));

const vramOf = (model: Model, engine: EngineHabits, shareMb: number): number =>
  engine.reserves ? Math.floor(shareMb * 0.97) : needOf(model, engine);

function freePort(taken: Set<number>, wanted: number): number {
  let port = wanted;
  while (taken.has(port)) port += 1;
  taken.add(port);
  return port;
}

const PROGRAMS = ['finetune', 'jupyter-lab', 'blender'] as const;

/** The workers of a machine, with another program in the place of the last one that is on a card. */
export function withProgram(seed: number, workers: readonly Placed[]): readonly Placed[] {
  const at = workers.findLastIndex(({ cards }) => cards.length > 0);
  const program = picked(PROGRAMS, roll(seed, 25));
  // It works without a pause.
  const always = { second: null, alias: null, library: [], popularity: 8 };
  return workers.map((it, index) => (index === at ? { ...it, ...always, program } : it));
}
