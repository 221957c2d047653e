// @vitest-environment happy-dom
import { fleetHive, totalsOf } from '@rbee/queen-rbee-sdk';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { gpuOf, hiveOf, nodeOf, workerOf } from '../testing.ts';
import { SummaryStrip } from './summary-strip.tsx';
import { TrendValues } from './trend.tsx';

afterEach(cleanup);

const gpus = [
  gpuOf({
    uuid: '1',
    util_pct: 95,
    vram_used_mb: 2048,
    vram_total_mb: 4096,
    unattributed_vram_mb: 512,
    power_w: 300,
  }),
  gpuOf({ uuid: '2', util_pct: 0, vram_used_mb: 0, vram_total_mb: 4096, unknown: { util_pct: 'mig' } }),
];
const node = nodeOf({ gpus });
const workers = [
  workerOf({ instance: '1', engine: { kind: 'vllm', state: 'stuck', requests_waiting: 3 } }),
  workerOf({ instance: '2', gpu_util_pct: 50 }),
];
const totals = totalsOf([
  fleetHive(hiveOf({ hive_id: 'a', node, workers }), true),
  fleetHive(hiveOf({ hive_id: 'b', health: 'down' }), true),
]);
const figure = (label: RegExp) =>
  screen.getAllByRole('term').find((term) => label.test(term.textContent ?? ''))?.parentElement?.textContent;

test('each figure says of how many it is, and what nobody knows is no zero', () => {
  render(<SummaryStrip totals={totals} />);
  expect(figure(/^Workers/)).toBe('Workers1 busy0 idle1 other');
  expect(figure(/^Hives/)).toBe('Hives1 reporting1 silent');
  expect(figure(/^GPU memory/)).toMatch(/1\.0.GiB unclaimed2\.0.GiB ?of 8\.0.GiB/);
  expect(figure(/^GPU use/)).toMatch(/of 1 known95.%1 at ≥ 90 %/);
  expect(figure(/^Tokens/)).toBe('Tokens/s– not knownnot reported');
  fireEvent.click(screen.getByRole('button', { name: 'of 1 known' }));
  expect(screen.getByRole('tooltip').textContent).toBe(
    'GPU use: 1 of 2 known1 × not measured on parts of a GPU (MIG)',
  );
  expect(figure(/^Waiting/)).toBe('Waiting3');
  expect(figure(/^Power/)).toMatch(/^Power\d+.W/);
});

test('the numbers lead to a filter', () => {
  const onFilter = vi.fn();
  render(<SummaryStrip totals={totals} hrefOf={(q) => `/?q=${q}`} onFilter={onFilter} />);
  fireEvent.click(screen.getByRole('link', { name: '1 silent' }));
  expect(onFilter).toHaveBeenCalledWith('state:silent');
  expect(screen.getByRole('link', { name: '1 busy' }).getAttribute('href')).toBe('/?q=state:busy');
});

test('a trend keeps a minute, and an unknown value is a gap', () => {
  const values = new TrendValues();
  values.add(0, 5);
  expect(values.path()).toBe('');
  for (let second = 1; second <= 61; second += 1) values.add(second * 1_000, second === 30 ? undefined : 10);
  const path = values.path();
  expect(path.match(/M/g)).toHaveLength(2);
  expect(path).toMatch(/^M0\.0 1\.0L/);
  expect(path).toMatch(/L120\.0 1\.0$/);
  expect(values.path(20)).toMatch(/L120\.0 10\.0$/);
});
