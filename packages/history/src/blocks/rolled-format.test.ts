import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { secondsBlock } from '../../testing/arbitrary-blocks.ts';
import type { RolledBlock } from '../block.ts';
import { rollUpSeconds } from './roll-up.ts';
import { decodeRolled, encodeRolled } from './rolled-format.ts';

vi.setConfig({ testTimeout: 60_000 });

test('any rolled-up block comes back as it was', () => {
  fc.assert(
    fc.property(secondsBlock, (block) => {
      const rolled = rollUpSeconds(block);
      expect(decodeRolled(encodeRolled(rolled))).toEqual(rolled);
    }),
  );
});

test('points of any numbers come back as they were', () => {
  const counts = fc.oneof(fc.nat({ max: 900 }), fc.constantFrom(1, 2 ** 40));
  const point = fc
    .record({
      min: fc.double(),
      max: fc.double(),
      sum: fc.double(),
      count: counts,
      unknown: counts,
      reason: fc.nat({ max: 255 }),
    })
    .map((it) => ({
      ...it,
      ...(it.count === 0 ? { min: Number.NaN, max: Number.NaN, sum: 0 } : {}),
      reason: it.unknown === 0 ? 0 : it.reason,
    }));
  fc.assert(
    fc.property(point, (it) => {
      const block: RolledBlock = {
        hive_id: 'h-1',
        start: 0,
        step: 60_000,
        expected: 60,
        reported: 60,
        entities: [{ kind: 'node' }],
        columns: [{ entity: 0, field: 'cpu_pct' }],
        points: [it],
      };
      expect(decodeRolled(encodeRolled(block)).points).toEqual([it]);
    }),
  );
});

test('a rolled-up block has only the columns that a reader wants', () => {
  fc.assert(
    fc.property(secondsBlock, (block) => {
      const rolled = rollUpSeconds(block);
      const came = decodeRolled(encodeRolled(rolled), { kinds: ['worker'], fields: ['cpu_pct'] });
      const isWanted = rolled.columns.map(
        ({ entity, field }) => rolled.entities[entity]?.kind === 'worker' && field === 'cpu_pct',
      );
      expect(came.columns).toEqual(rolled.columns.filter((_, i) => isWanted[i]));
      expect(came.points).toEqual(rolled.points.filter((_, i) => isWanted[i]));
    }),
  );
});
