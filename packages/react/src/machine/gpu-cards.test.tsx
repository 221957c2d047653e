// @vitest-environment happy-dom
import { fleetHive, type Gpu, type HiveState } from '@rbee/queen-rbee-sdk';
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { renderToString } from 'react-dom/server';
import { afterEach, expect, test } from 'vitest';
import { HeartbeatProvider } from '../store.tsx';
import { createFakeStore, gpuOf, hiveOf, nodeOf, workerOf } from '../testing.ts';
import { GpuCards } from './gpu-cards.tsx';

afterEach(cleanup);

const on = (uuid: string, vram_mb: number) => ({ uuid, index: 0, vram_mb, util_pct: 0 });
const store = createFakeStore();
const cardsOf = (gpus: readonly Gpu[], more: Partial<HiveState> = {}) => (
  <HeartbeatProvider store={store}>
    <GpuCards hive={fleetHive(hiveOf({ node: nodeOf({ gpus: [...gpus] }), ...more }), true)} />
  </HeartbeatProvider>
);
const plain = (element: Element | null | undefined) =>
  element?.textContent?.replaceAll('\u00a0', ' ').replaceAll(/\s+/g, ' ').trim();
const cards = () => [...screen.getByRole('list', { name: 'GPUs of hive-gpu-1' }).children];
const legend = (card = 0) =>
  [...within(cards()[card] as HTMLElement).getByRole('list', { name: 'GPU memory' }).children].map(plain);

test('[N1] a card says what it is, its use, temperature, power of its limit, link, clocks, fan and health', () => {
  const condition = {
    clock_mhz: 2_520,
    memory_clock_mhz: 405,
    fan_pct: 38,
    pcie_generation: 4,
    pcie_width: 16,
  };
  render(cardsOf([gpuOf(condition)]));
  const card = cards()[0] as HTMLElement;
  expect(plain(within(card).getByRole('heading', { level: 3 }))).toBe('GPU 0 RTX 4090 24 GiB');
  expect(plain(card.querySelector('.rbee-card-figure'))).toBe('GPU use 92 %');
  expect([...card.querySelectorAll('.rbee-card-fact')].map(plain)).toEqual([
    ...['temperature71 °C', 'power348 W of 450 W', 'PCIe4 ×16', 'clock2.5 GHz', 'memory405 MHz', 'fan38 %'],
  ]);
  expect(plain(card.querySelector('.rbee-card-health'))).toBe('Health: healthy');
});

test('the legend names models, what nobody claims and what is free; the same model twice has its name beside it', () => {
  const workers = [
    workerOf({ instance: '1', model: 'Qwen3-32B', gpus: [on('GPU-a', 10_240)] }),
    workerOf({ instance: '2', model: 'bge-m3', gpus: [on('GPU-a', 1_024)] }),
    workerOf({ instance: '3', model: 'bge-m3', gpus: [on('GPU-a', 512)] }),
    workerOf({ instance: '4', model: null, gpus: [on('GPU-a', 256)] }),
  ];
  const { container } = render(cardsOf([gpuOf()], { workers }));
  expect(legend()).toEqual([
    ...['Qwen3-32B 10 GiB', 'bge-m3 (llm/2) 1.0 GiB', 'bge-m3 (llm/3) 512 MiB', 'llm/4 256 MiB'],
    ...['unclaimed 512 MiB', 'free 4.0 GiB'],
  ]);
  expect(container.querySelectorAll('.rbee-card-stack rect')).toHaveLength(5);
});

test('of a hundred workers on one card most are told together', () => {
  const workers = Array.from({ length: 100 }, (_, n) =>
    workerOf({ instance: `${n}`, model: `m${n}`, gpus: [on('GPU-a', 10)] }),
  );
  render(cardsOf([gpuOf()], { workers }));
  expect(legend()).toHaveLength(34);
  expect(legend()[31]).toBe('69 workers 690 MiB');
});

test('[W2] what is not known has its reason, and no zero and no bar', () => {
  const unknown = { util_pct: 'asleep', vram_used_mb: 'asleep' } as const;
  const { container } = render(cardsOf([gpuOf({ util_pct: 0, vram_used_mb: 0, unknown })]));
  expect(plain(container.querySelector('.rbee-card-figure'))).toBe(
    'GPU use –the GPU is asleep, and a reading would wake it',
  );
  expect(container.querySelectorAll('.rbee-card-stack rect')).toHaveLength(0);
  expect(legend()).toEqual(['unclaimed 512 MiB']);
  fireEvent.click(screen.getByRole('button', { name: /asleep/ }));
  expect(screen.getByRole('tooltip').textContent).toContain('No process computes on it.');
});

test('a card without memory of its own says so', () => {
  const unknown = { vram_used_mb: 'unified_memory', vram_total_mb: 'unified_memory' } as const;
  const workers = [workerOf({ model: 'qwen', gpus: [on('GPU-a', 4_096)] })];
  const { unattributed_vram_mb: _, ...gpu } = gpuOf({ shares_ram: true, unknown });
  render(cardsOf([gpu], { workers }));
  expect(legend()).toEqual(['qwen 4.0 GiB', '–the GPU has no memory of its own']);
});

test('the parts of a card are listed with their memory', () => {
  const part = { vram_used_mb: 9_728, vram_total_mb: 19_968 };
  const mig = [
    { uuid: 'MIG-1', ...part },
    { uuid: 'MIG-2', ...part, unknown: { vram_used_mb: 'permission' } as const },
  ];
  render(cardsOf([gpuOf({ mig, unknown: { util_pct: 'mig' } })]));
  const parts = within(screen.getByRole('list', { name: 'Parts of the card (MIG)' })).getAllByRole(
    'listitem',
  );
  expect(parts.map(plain)).toEqual(['MIG 09.5 / 20 GiB', 'MIG 1–no permission to read it']);
});

test.each([
  [['power_limit'], 'power capped', 'warning', /Its power limit holds it back/],
  [['thermal', 'hardware_slowdown'], 'slowed by heat, slowed by its hardware', 'warning', /heat/],
  [['xid'], 'driver error XID 79', 'grave', /driver/],
  [['of_a_later_version'], 'of a later version', 'warning', /of a later version/],
] as const)('health %j in words, and what it means', (health, words, tone, meaning) => {
  const { container } = render(cardsOf([gpuOf({ health: [...health], last_xid: 79 })]));
  const element = container.querySelector(`.rbee-card-health--${tone}`);
  expect(plain(element)).toBe(`Health: ${words}`);
  fireEvent.click(screen.getByRole('button', { name: words }));
  expect(screen.getByRole('tooltip').textContent).toMatch(meaning);
});

test('[R4] of a hive that is silent no health is claimed', () => {
  const { container } = render(cardsOf([gpuOf({ health: ['thermal'] })], { health: 'down' }));
  expect(container.querySelector('.rbee-card--silent')).not.toBeNull();
  expect(document.body.textContent).not.toContain('slowed by heat');
});

test('GPUs that cannot be read are told with the reason; without any there is nothing', () => {
  const node = nodeOf({ unknown: { gpus: 'permission' } });
  const { container, rerender } = render(cardsOf([], { node }));
  expect(container.textContent).toBe('GPUs are not known: no permission to read it.');
  rerender(cardsOf([], { node: { ...node, gpus: [gpuOf()] } }));
  expect(container.textContent).toContain('There may be more GPUs: no permission to read it.');
  rerender(cardsOf([]));
  expect(container.textContent).toBe('');
});

test('a server renders the cards', () => {
  expect(renderToString(cardsOf([gpuOf()]))).toContain('RTX 4090');
});
