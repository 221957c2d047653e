// @vitest-environment happy-dom
import { fleetHive, type Gpu, type HiveState } from '@rbee/queen-rbee-sdk';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { gpuOf, hiveOf, nodeOf, workerOf } from '../testing.ts';
import { FleetTiles } from './fleet-tiles.tsx';

afterEach(cleanup);

const tileOf = (hive: Partial<HiveState>) => fleetHive(hiveOf(hive), true);
const names = () => screen.getAllByRole('link').map((link) => link.getAttribute('data-rbee-entry'));
const show = (hives: readonly Partial<HiveState>[], more: Partial<Parameters<typeof FleetTiles>[0]> = {}) => (
  <FleetTiles hives={hives.map(tileOf)} hrefOf={(id) => `/hives/${id}`} {...more} />
);

test('hives with problems come first, then names, and that order is kept until it is asked for anew', () => {
  const { rerender } = render(show([{ hive_id: 'a' }, { hive_id: 'b' }, { hive_id: 'c', health: 'down' }]));
  expect(names()).toEqual(['c', 'a', 'b']);
  rerender(
    show([{ hive_id: 'a' }, { hive_id: 'aa' }, { hive_id: 'b', health: 'degraded' }, { hive_id: 'c' }]),
  );
  expect(names()).toEqual(['c', 'a', 'aa', 'b']);
  fireEvent.click(screen.getByRole('button', { name: 'sort again' }));
  expect(names()).toEqual(['b', 'a', 'aa', 'c']);
  expect(screen.queryByRole('button', { name: 'sort again' })).toBeNull();
});

test('a tile tells workers, the most frequent model and tokens, and of a silent hive only that it is silent', () => {
  const workers = [
    workerOf({ instance: '1', gpu_util_pct: 50, model: 'b' }),
    workerOf({ instance: '2', gpu_util_pct: 0, total_vram_mb: 1, model: 'a' }),
    workerOf({
      instance: '3',
      model: 'a',
      engine: { kind: 'vllm', state: 'ready', generation_tokens_per_s: 41.7 },
    }),
  ];
  const { rerender } = render(show([{ hive_id: 'x', workers }]));
  const tile = () => screen.getByRole('link').textContent ?? '';
  expect(tile()).toMatch(/^busyx2\/3 busy/);
  expect(tile()).toContain('a42 tok/s');
  rerender(show([{ hive_id: 'x', workers, health: 'down' }]));
  expect(tile()).toMatch(/^silentxsilent, .* ago/);
  expect(tile()).not.toMatch(/busy|tok/);
});

test('the bars say the use and memory of the GPUs, and what is unknown is hatched', () => {
  const gpus: Gpu[] = [
    gpuOf({ uuid: '1', util_pct: 40, vram_used_mb: 1024, vram_total_mb: 2048 }),
    gpuOf({ uuid: '2', unknown: { util_pct: 'mig', vram_used_mb: 'permission' } }),
  ];
  const node = nodeOf({ gpus });
  const { container } = render(show([{ hive_id: 'x', node }]));
  expect(screen.getByRole('img', { name: /^GPUs: use 40.%, memory 1\.0.GiB$/ })).toBeDefined();
  expect(container.querySelectorAll('.rbee-ramp--4')).toHaveLength(1);
  expect(container.querySelectorAll('[fill^="url(#"]')).toHaveLength(1);
});

test('the list has one tab stop; arrows move it, Space peeks, a click opens', () => {
  const [onPeek, onOpen] = [vi.fn(), vi.fn()];
  render(show([{ hive_id: 'a' }, { hive_id: 'b' }, { hive_id: 'c' }], { onPeek, onOpen }));
  const stops = () => screen.getAllByRole('link').filter(({ tabIndex }) => tabIndex === 0);
  expect(stops()).toHaveLength(1);
  stops()[0]?.focus();
  fireEvent.keyDown(document.activeElement as Element, { key: 'ArrowRight' });
  expect(stops().map((it) => it.getAttribute('data-rbee-entry'))).toEqual(['b']);
  fireEvent.keyDown(document.activeElement as Element, { key: 'End' });
  fireEvent.keyDown(document.activeElement as Element, { key: ' ' });
  expect(onPeek).toHaveBeenCalledWith('c', expect.anything());
  fireEvent.click(screen.getAllByRole('link')[0] as Element, { ctrlKey: true });
  expect(onOpen).not.toHaveBeenCalled();
  fireEvent.click(screen.getAllByRole('link')[0] as Element);
  expect(onOpen).toHaveBeenCalledWith('a');
});
