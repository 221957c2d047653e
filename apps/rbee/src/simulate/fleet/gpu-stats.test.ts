import { GPU_HEALTH_CODES, type Gpu, type Heartbeat } from '@rbee/contract';
import { expect, test } from 'vitest';
import { SimulatedHive } from './simulated-hive.ts';

const SHAPE = {
  ...{ seed: 1, hives: 400, intervalMs: 1_000, churn: 0, skewMs: 0, version: '1.2.3' },
  beganMs: Date.UTC(2025, 9, 29, 14),
};

/** Heartbeats of every hive of a fleet, a minute apart. */
const fleetOf = (workers: number): Heartbeat[] =>
  Array.from({ length: SHAPE.hives }, (_, place) => {
    const hive = new SimulatedHive({ ...SHAPE, workers }, place);
    return [0, 60_000, 120_000].map((atMs) => hive.beat(atMs));
  }).flat();

const fleet = [1, 8].flatMap(fleetOf);
const gpus = fleet.flatMap(({ node }) => node?.gpus ?? []);
const isKnown = (gpu: Gpu, field: string) => gpu.unknown?.[field] === undefined;

/** A card of a heartbeat and the part that each worker has in it. */
const shares = fleet.flatMap(({ node, workers }) =>
  (node?.gpus ?? []).map((gpu) => ({
    gpu,
    held: workers.flatMap(({ gpus: used = [] }) => used).filter(({ uuid }) => uuid === gpu.uuid),
  })),
);
const sumOf = (numbers: readonly number[]) => numbers.reduce((sum, it) => sum + it, 0);

test('every card is marked as simulated, has an address of its own and says what it is', () => {
  for (const gpu of gpus) expect(gpu).toMatchObject({ origin: 'simulated', pci: expect.any(String) });
  for (const { node } of fleet) {
    expect(new Set(node?.gpus.map(({ pci }) => pci)).size).toBe(node?.gpus.length);
    expect(new Set(node?.gpus.map(({ uuid }) => uuid)).size).toBe(node?.gpus.length);
  }
});

test('[N1] the memory in use on a card is that of its workers and what is unattributed', () => {
  for (const { gpu, held } of shares) {
    if (!isKnown(gpu, 'vram_used_mb')) continue;
    const sum = sumOf(held.map(({ vram_mb }) => vram_mb));
    expect(gpu.vram_used_mb).toBe(sum + (gpu.unattributed_vram_mb ?? Number.NaN));
    expect(gpu.vram_used_mb).toBeLessThanOrEqual(gpu.vram_total_mb);
  }
  for (const { workers } of fleet)
    for (const { vram_mb, gpus: used = [] } of workers)
      expect(vram_mb).toBe(sumOf(used.map((it) => it.vram_mb)));
});

test('the use of a card is at least that of its busiest worker and at most that of all together', () => {
  const known = shares.filter(({ gpu, held }) => isKnown(gpu, 'util_pct') && held.every((it) => !it.unknown));
  expect(known.length).toBeGreaterThan(500);
  for (const { gpu, held } of known) {
    const uses = held.map(({ util_pct }) => util_pct);
    expect(gpu.util_pct).toBeGreaterThanOrEqual(Math.max(0, ...uses));
    expect(gpu.util_pct).toBeLessThanOrEqual(Math.min(100, sumOf(uses) + 0.1 * uses.length));
    expect(sumOf(uses)).toBeLessThanOrEqual(100);
  }
});

test('[W2] some cards sleep, some share the memory of the machine, and some tell no use', () => {
  const unknown = new Set(
    gpus.flatMap((gpu) => Object.entries(gpu.unknown ?? {}).map((it) => it.join(': '))),
  );
  expect([...unknown].sort()).toEqual([
    'util_pct: asleep',
    'util_pct: mig',
    'vram_total_mb: unified_memory',
    'vram_used_mb: asleep',
    'vram_used_mb: unified_memory',
  ]);
  for (const { gpu, held } of shares) {
    if (gpu.shares_ram) expect(held.every(({ vram_mb }) => vram_mb > 0)).toBe(true);
    if (!isKnown(gpu, 'util_pct') && gpu.unknown?.['util_pct'] === 'asleep') expect(held).toEqual([]);
    if (gpu.vendor === 'amd' && held[0]) expect(held[0].unknown).toEqual({ util_pct: 'not_exposed' });
  }
});

test('[N1] the parts of a card hold its workers, each in a part of its own', () => {
  const cut = shares.filter(({ gpu }) => gpu.mig);
  expect(cut.length).toBeGreaterThan(50);
  for (const { gpu, held } of cut) {
    const parts = gpu.mig ?? [];
    expect(gpu.unknown).toEqual({ util_pct: 'mig' });
    expect(new Set(parts.map(({ uuid }) => uuid)).size).toBe(parts.length);
    for (const part of parts) expect(part.vram_used_mb).toBeLessThanOrEqual(part.vram_total_mb);
    expect(sumOf(parts.map(({ vram_total_mb }) => vram_total_mb))).toBeLessThanOrEqual(gpu.vram_total_mb);
    expect(parts.filter(({ vram_used_mb }) => vram_used_mb > 0)).toHaveLength(held.length);
    expect(sumOf(parts.map(({ vram_used_mb }) => vram_used_mb))).toBeLessThanOrEqual(gpu.vram_used_mb);
  }
});

test('most cards are healthy, some are slowed down under load, and few have a fault', () => {
  const checked = gpus.filter(({ health }) => health);
  const codes = checked.flatMap(({ health = [] }) => health);
  const known: readonly string[] = GPU_HEALTH_CODES;
  expect(codes.filter((code) => !known.includes(code))).toEqual([]);
  expect(checked.filter(({ health = [] }) => health.length === 0).length / checked.length).toBeGreaterThan(
    0.8,
  );
  expect(new Set(codes)).toEqual(new Set(['power_limit', 'thermal', 'ecc_errors', 'remap_pending', 'xid']));
  for (const { health = [], last_xid, temp_c = 0 } of gpus) {
    expect(health.includes('xid')).toBe(last_xid !== undefined);
    expect(health.includes('thermal')).toBe(temp_c >= 83);
  }
});

test('a card at rest has a slower link and clock than the same card under load', () => {
  const desk = gpus.filter(({ name, unknown }) => name.includes('RTX 4090') && !unknown);
  const atRest = desk.filter(({ util_pct }) => util_pct === 0);
  const atWork = desk.filter(({ util_pct }) => util_pct > 50);
  expect([atRest.length > 5, atWork.length > 5]).toEqual([true, true]);
  for (const gpu of atRest) expect(gpu).toMatchObject({ pcie_generation: 1, clock_mhz: 210 });
  for (const gpu of atWork) expect(gpu).toMatchObject({ pcie_generation: 4, memory_clock_mhz: 10_501 });
  expect(gpus.some(({ fan_pct }) => fan_pct === undefined)).toBe(true);
});
