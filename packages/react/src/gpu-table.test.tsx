// @vitest-environment happy-dom
import { cleanup, render, screen, within } from '@testing-library/react';
import type { ComponentProps } from 'react';
import { afterEach, expect, test } from 'vitest';
import { GpuTable } from './gpu-table.tsx';
import { gpuOf, workerOf } from './testing.ts';

afterEach(cleanup);

type Given = Partial<ComponentProps<typeof GpuTable>>;

function show(given: Given = {}) {
  render(<GpuTable caption="GPUs of a" gpus={[gpuOf()]} workers={[]} {...given} />);
  return screen.getAllByRole('row').slice(1);
}

const words = (row: HTMLElement | undefined) =>
  [...(row?.children ?? [])].map((cell) => cell.textContent?.replace(/\s+/g, ' ').trim());

const on = (vram_mb: number, more = {}) => ({ uuid: 'GPU-a', index: 0, vram_mb, util_pct: 50, ...more });

test('[N1] a GPU is one row: name, use, memory of total, power of limit, temperature, health', () => {
  const [row] = show({ gpus: [gpuOf({ unattributed_vram_mb: 0 })] });
  expect(words(row)).toEqual([
    '0NVIDIA GeForce RTX 4090',
    '92.0 %',
    '20.0 of 24.0 GiB',
    '348 of 450 W',
    '71 °C',
    'healthy',
  ]);
});

test('a table with a name, and a heading for every column and every row', () => {
  show();
  const table = screen.getByRole('table', { name: 'GPUs of a' });
  expect(within(table).getAllByRole('columnheader')).toHaveLength(6);
  expect(within(table).getByRole('rowheader', { name: /NVIDIA/ })).toBeDefined();
});

test('who holds the memory is told in words, and drawn in the order of the words', () => {
  const workers = [
    workerOf({ instance: '2', gpus: [on(6_144)] }),
    workerOf({ instance: '1', gpus: [on(12_288)] }),
    workerOf({ instance: '3', gpus: [on(0, { unknown: { vram_mb: 'wddm' } })] }),
  ];
  const [row] = show({ workers, gpus: [gpuOf({ unattributed_vram_mb: 2_048 })] });
  expect(screen.getAllByRole('listitem').map((it) => it.textContent)).toEqual([
    'llm/1 12.0 GiB',
    'llm/2 6.0 GiB',
    'llm/3 – hidden by Windows driver',
    'unattributed 2.0 GiB',
  ]);
  const drawn = [...(row?.querySelectorAll('.rbee-stack rect') ?? [])].map((it) =>
    ['class', 'x', 'width'].map((name) => it.getAttribute(name)).join(' '),
  );
  expect(drawn).toEqual([
    'rbee-tone--0 0.0% 50.0%',
    'rbee-tone--1 50.0% 25.0%',
    'rbee-stack-free 83.3% 100%',
  ]);
  expect(row?.querySelector('.rbee-stack')?.getAttribute('aria-hidden')).toBe('true');
});

test('[W2] a figure that is not known is a dash with the reason', () => {
  const { power_w: _power, health: _health, ...rest } = gpuOf();
  const [cut, bare] = show({
    gpus: [gpuOf({ unknown: { util_pct: 'mig' } }), { ...rest, uuid: 'GPU-b' }],
  });
  expect(words(cut)[1]).toBe('– MIG, not measured');
  expect(words(bare).slice(3)).toEqual(['– not reported', '71 °C', '– not checked']);
});

test('[W2] a GPU that sleeps says so once', () => {
  const asleep = 'asleep' as const;
  const { uuid, index, vendor, name } = gpuOf();
  const bare = { uuid, index, vendor, name, util_pct: 0, vram_used_mb: 0, vram_total_mb: 24_576 };
  const [row] = show({ gpus: [{ ...bare, unknown: { util_pct: asleep, vram_used_mb: asleep } }] });
  expect(words(row)).toEqual([
    '0NVIDIA GeForce RTX 4090',
    '– GPU asleep: the GPU is powered down, and a reading would wake it',
  ]);
  expect(row?.querySelector('td[colspan="5"]')).not.toBeNull();
});

test('[W2] what a GPU that was not read lacks has the reason of its use and memory', () => {
  const {
    power_w: _power,
    temp_c: _temp,
    ...gpu
  } = gpuOf({
    unknown: { util_pct: 'timeout', vram_used_mb: 'timeout' },
  });
  const [row] = show({ gpus: [{ ...gpu, health: ['lost'] }] });
  expect(words(row).slice(1)).toEqual(
    expect.arrayContaining(['– timed out', '– timed out', 'does not answer']),
  );
  expect(words(row)).toHaveLength(5);
});

test('[W2] a GPU without memory of its own has no bar, and its workers are named all the same', () => {
  const reason = 'unified_memory' as const;
  const { unattributed_vram_mb: _, ...gpu } = gpuOf({
    ...{ vram_used_mb: 0, vram_total_mb: 0, shares_ram: true },
    unknown: { vram_used_mb: reason, vram_total_mb: reason },
  });
  const [row] = show({ gpus: [gpu], workers: [workerOf({ gpus: [on(8_192)] })] });
  expect(words(row)[2]).toContain('– no memory of its own');
  expect(row?.querySelector('.rbee-stack')).toBeNull();
  expect(screen.getAllByRole('listitem').map((it) => it.textContent)).toEqual([
    'llm/8080 8.0 GiB',
    'shared with the machine',
  ]);
});

test('[N1] the parts of a divided GPU are listed with their memory', () => {
  const mig = [
    { uuid: 'MIG-1', vram_used_mb: 10_240, vram_total_mb: 20_480 },
    {
      uuid: 'MIG-2',
      vram_used_mb: 0,
      vram_total_mb: 20_480,
      unknown: { vram_used_mb: 'permission' as const },
    },
    { uuid: 'MIG-3', vram_used_mb: 512, vram_total_mb: 0, unknown: { vram_total_mb: 'permission' as const } },
  ];
  show({ gpus: [gpuOf({ mig, unattributed_vram_mb: 0 })] });
  expect(screen.getAllByRole('listitem').map((it) => it.textContent)).toEqual([
    'MIG part 10.0 of 20.0 GiB',
    'MIG part – no permission to read',
    'MIG part 512 MiB',
  ]);
});

test.each([
  [['thermal', 'power_limit'], 'slowed down by heat, at its power limit', 'late'],
  [['thermal', 'xid'], 'slowed down by heat, driver error XID 79', 'down'],
  [['of_a_later_version'], 'of a later version', 'late'],
])('[N1] the health %j is told in words, and by weight', (health, sentence, weight) => {
  show({ gpus: [gpuOf({ health, last_xid: 79 })] });
  expect(screen.getByText(sentence).className).toBe(`rbee-health rbee-health--${weight}`);
});

test('simulated GPUs have a badge; clocks, fans and the link are in the title of the name', () => {
  show({
    gpus: [
      gpuOf({
        ...{ origin: 'simulated', pci: '0000:65:00.0', pcie_generation: 4, pcie_width: 16 },
        ...{ clock_mhz: 2_520, memory_clock_mhz: 10_501, fan_pct: 55 },
      }),
    ],
  });
  expect(screen.getByText('simulated').title).toContain('no such GPU');
  expect(screen.getByRole('rowheader').title).toBe(
    'GPU-a, 0000:65:00.0, PCIe 4 ×16, 2520 MHz, memory 10501 MHz, fan 55 %',
  );
});

test('two GPUs with one uuid are one row', () => {
  expect(show({ gpus: [gpuOf(), gpuOf({ index: 1 })] })).toHaveLength(1);
});

test('[R4] of a hive that stopped reporting the last figures are shown, and none as being measured', () => {
  const unknown = { util_pct: 'first_sample' } as const;
  const [row] = show({ gpus: [gpuOf({ unknown })], standing: 'down' });
  expect(row?.className).toContain('rbee-gpu--down');
  expect(words(row)[1]).toBe('– not measured');
  cleanup();
  const [live] = show({ gpus: [gpuOf({ unknown })] });
  expect(words(live)[1]).toBe('– measuring…');
});
