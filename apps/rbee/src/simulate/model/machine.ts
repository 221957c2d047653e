import { CHASSIS, type Chassis } from './cards.ts';
import { drawn, picked, roll } from './dice.ts';
import { type Partition, partition } from './mig.ts';
import { type Placed, placeWorkers, spanOf, withProgram } from './placement.ts';

/** A machine of the fleet: what of it stays the same from one heartbeat to the next. */
export interface Machine {
  /** Its own seed, from which all its rolls come. */
  readonly seed: number;
  /** Its name, which is its hive's id too. */
  readonly name: string;
  readonly chassis: Chassis;
  /** The names that its driver gives to its cards. */
  readonly cardIds: readonly string[];
  /** Number of its cards, the last ones, that are powered down. */
  readonly asleep: number;
  /** How its cards are cut into instances; undefined if they are not. */
  readonly partition: Partition | undefined;
  readonly kernel: string;
  /** Hours that its users' clocks are ahead of UTC. */
  readonly zoneHours: number;
  /** What its hive cannot read, beside what is only unknown at a start. */
  readonly blindness: Blindness;
  readonly workers: readonly Placed[];
}

/**
 * `mig`: its cards are cut into instances, whose use the driver does not tell; `not_exposed`: the driver tells no process's
 * use; `permission`: its hive may not look into every process.
 */
export type Blindness = 'none' | 'mig' | 'not_exposed' | 'permission';

/** What a fleet is made of. */
export interface FleetPlan {
  readonly seed: number;
  readonly workers: number;
}

const KERNELS = ['6.8.0-79-generic', '6.1.0-39-amd64', '5.15.0-153-generic', '6.12.43+deb13-amd64'] as const;
const ZONES = [-8, -5, 0, 1, 1, 2, 8] as const;

/** The machine of that number in the fleet of that seed. */
export function machineOf({ seed: fleetSeed, workers }: FleetPlan, index: number): Machine {
  const seed = Math.floor(roll(fleetSeed, index) * 2 ** 31);
  const chassis = drawn(CHASSIS, roll(seed, 11));
  const cards = picked(chassis.cards, roll(seed, 12));
  const asleep = chassis.card.place === 'desk' && cards > 1 && roll(seed, 18) < 0.2 ? 1 : 0;
  const parts = roll(seed, 15) > 0.85 ? partitionOf(chassis, cards, workers) : undefined;
  const placed = placeWorkers(seed, chassis.card, {
    cards: cards - asleep,
    count: workers,
    partMb: parts?.partMb,
  });
  return {
    seed,
    chassis,
    name: `sim-${fleetSeed}-${String(index + 1).padStart(5, '0')}`,
    cardIds: Array.from({ length: cards }, (_, card) => cardId(seed, card)),
    asleep,
    partition: parts,
    kernel: picked(KERNELS, roll(seed, 13)),
    zoneHours: picked(ZONES, roll(seed, 14)),
    blindness: parts ? 'mig' : blindnessOf(chassis, roll(seed, 15)),
    workers: roll(seed, 24) < 0.12 ? withProgram(seed, placed) : placed,
  };
}

/** A worker that needs several cards cannot run on parts of them. */
const partitionOf = ({ card }: Chassis, cards: number, workers: number): Partition | undefined =>
  card.mig && spanOf(cards, workers) === 1 ? partition(card.vramMb, Math.ceil(workers / cards)) : undefined;

function blindnessOf({ card }: Chassis, at: number): Blindness {
  if (card.vendor === 'amd') return 'not_exposed';
  return at < 0.04 ? 'permission' : 'none';
}

const cardId = (seed: number, card: number): string => {
  const hex = [0, 1, 2, 3].map((part) =>
    Math.floor(roll(seed, 16, card, part) * 2 ** 32)
      .toString(16)
      .padStart(8, '0'),
  );
  return `GPU-${hex.join('').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')}`;
};
