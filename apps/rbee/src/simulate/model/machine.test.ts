import fc from 'fast-check';
import { expect, test } from 'vitest';
import { machineOf } from './machine.ts';

const machines = (hives: number, workers: number) =>
  Array.from({ length: hives }, (_, index) => machineOf({ seed: 1, workers }, index));

test('a machine is the same for the same seed, and another for another', () => {
  expect(machineOf({ seed: 3, workers: 8 }, 5)).toEqual(machineOf({ seed: 3, workers: 8 }, 5));
  expect(machineOf({ seed: 3, workers: 8 }, 5)).not.toEqual(machineOf({ seed: 4, workers: 8 }, 5));
});

test('the models of a machine fit its cards, and each worker has a port of its own', () => {
  fc.assert(
    fc.property(fc.nat(999_999), fc.nat(40_000), fc.integer({ min: 0, max: 512 }), (seed, index, workers) => {
      const machine = machineOf({ seed, workers }, index);
      const { vramMb } = machine.chassis.card;
      const held = machine.cardIds.map(() => 0);
      for (const worker of machine.workers) {
        for (const card of worker.cards) held[card] = (held[card] ?? 0) + worker.vramMb / worker.cards.length;
        if (worker.cards.length > 0) expect(worker.vramMb).toBeGreaterThan(worker.model.weightsMb);
      }
      for (const mb of held) expect(mb).toBeLessThan(vramMb);
      expect(held.length).toBeGreaterThanOrEqual(1);
      expect(held.length).toBeLessThanOrEqual(8);
      expect(machine.workers).toHaveLength(workers);
      expect(new Set(machine.workers.map(({ port }) => port)).size).toBe(workers);
    }),
    { numRuns: 60 },
  );
});

test('a fleet has many kinds of machine, engine and model, and some that cannot read all', () => {
  const fleet = machines(300, 4);
  const kinds = (of: (machine: (typeof fleet)[number]) => readonly string[]) =>
    new Set(fleet.flatMap(of)).size;
  expect(kinds(({ chassis }) => [chassis.card.name])).toBeGreaterThan(8);
  expect(kinds(({ workers }) => workers.map(({ engine }) => engine.kind))).toBeGreaterThan(6);
  expect(kinds(({ workers }) => workers.map(({ model }) => model.name))).toBeGreaterThan(12);
  expect(kinds(({ blindness }) => [blindness])).toBe(4);
  expect(kinds(({ name }) => [name])).toBe(300);
});

test('a machine with more cards than workers gives several to one', () => {
  const large = machines(200, 1).find(({ cardIds }) => cardIds.length === 8);
  expect(large?.workers[0]?.cards).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
});
