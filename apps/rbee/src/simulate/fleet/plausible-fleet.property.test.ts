import type { Gpu, Heartbeat, ProcessStats } from '@rbee/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SimulatedHive } from './simulated-hive.ts';

const SHAPE = { hives: 20_000, intervalMs: 1_000, churn: 0, skewMs: 0, version: '1' };
const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, it) => sum + it, 0);
const isKnown = (of: { readonly unknown?: Readonly<Record<string, string>> | undefined }, field: string) =>
  of.unknown?.[field] === undefined;

/** Hives of any seed and size at any time of a year. */
const shapes = fc.record({
  seed: fc.nat(999_999),
  place: fc.nat(19_999),
  workers: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.constantFrom(8, 8, 40)),
  beganMs: fc.integer({ min: Date.UTC(2025, 0), max: Date.UTC(2026, 0) }),
});

/** Checks the heartbeats of a minute of many hives. */
function holdsFor(check: (beats: readonly Heartbeat[]) => void): void {
  const property = fc.property(shapes, ({ place, ...shape }) => {
    const hive = new SimulatedHive({ ...SHAPE, ...shape }, place);
    check(Array.from({ length: 12 }, (_, at) => hive.beat(at * 5_000)));
  });
  fc.assert(property, { numRuns: 40 });
}

/** The shares of the workers in a card. */
const sharesOf = ({ uuid }: Gpu, workers: readonly ProcessStats[]) =>
  workers.flatMap(({ gpus = [] }) => gpus).filter((it) => it.uuid === uuid);

test('the workers of a card never use more of it than there is, and the card what they use together', () => {
  holdsFor((beats) => {
    for (const { node, workers } of beats) {
      for (const gpu of node?.gpus ?? []) {
        const shares = sharesOf(gpu, workers);
        if (!isKnown(gpu, 'util_pct') || shares.some((it) => !isKnown(it, 'util_pct'))) continue;
        const sum = sumOf(shares.map((it) => it.util_pct));
        expect(sum).toBeLessThanOrEqual(100);
        // Each is rounded to a tenth.
        expect(Math.abs(gpu.util_pct - sum)).toBeLessThanOrEqual(0.05 * (shares.length + 1) + 1e-9);
      }
    }
  });
});

test('what the workers of a card hold fits into it, with what nobody claims', () => {
  holdsFor((beats) => {
    for (const { node, workers } of beats) {
      for (const gpu of node?.gpus ?? []) {
        if (!isKnown(gpu, 'vram_used_mb')) continue;
        const held = sumOf(sharesOf(gpu, workers).map((it) => it.vram_mb));
        expect(held + (gpu.unattributed_vram_mb ?? 0)).toBe(gpu.vram_used_mb);
        expect(gpu.vram_used_mb).toBeLessThanOrEqual(gpu.vram_total_mb);
      }
      // A model that is loaded is in the memory that its worker holds.
      for (const { models = [], vram_mb, gpus, engine } of workers) {
        if (!gpus || engine?.state !== 'ready') continue;
        const loaded = models.filter(({ state, pid }) => state === 'loaded' && pid !== undefined);
        expect(sumOf(loaded.map(({ size_mb = 0 }) => size_mb))).toBeLessThanOrEqual(vram_mb);
      }
    }
  });
});

test('tokens come of use: a worker on a card has none without it, and less of a card makes it slower', () => {
  holdsFor((beats) => {
    for (const { workers } of beats) {
      for (const { gpus, engine, gpu_util_pct, unknown } of workers) {
        if (!gpus || !engine || unknown?.['gpu_util_pct'] !== undefined) continue;
        const tokens = (engine.generation_tokens_per_s ?? 0) + (engine.prompt_tokens_per_s ?? 0);
        if (gpu_util_pct === 0) expect(tokens).toBe(0);
        if (tokens > 1) expect(gpu_util_pct).toBeGreaterThan(0);
      }
    }
  });
});

test('a card draws at rest what it draws at rest, works within its limit, and warms up and cools down slowly', () => {
  holdsFor((beats) => {
    const before = new Map<string, number>();
    for (const { node } of beats) {
      for (const gpu of node?.gpus ?? []) {
        const { uuid, util_pct, power_w, power_limit_w, temp_c } = gpu;
        if (power_w === undefined || temp_c === undefined || !isKnown(gpu, 'util_pct')) continue;
        if (power_limit_w !== undefined) {
          expect(power_w).toBeLessThanOrEqual(power_limit_w);
          if (util_pct === 0) expect(power_w).toBeLessThan(0.3 * power_limit_w);
          if (util_pct > 90) expect(power_w).toBeGreaterThan(0.45 * power_limit_w);
        }
        expect(temp_c).toBeGreaterThanOrEqual(30);
        expect(temp_c).toBeLessThanOrEqual(91);
        expect(Math.abs(temp_c - (before.get(uuid) ?? temp_c))).toBeLessThanOrEqual(12);
        before.set(uuid, temp_c);
      }
    }
  });
});
