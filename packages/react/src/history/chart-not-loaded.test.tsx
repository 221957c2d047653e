// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SeriesChart } from './series-chart.tsx';

vi.mock('./plot.ts', () => {
  throw new Error('The queen was replaced by another version, which has other files.');
});

beforeEach(() => vi.stubGlobal('IntersectionObserver', undefined));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

test('a chart whose code cannot be loaded says so, and still tells its values', async () => {
  const line = { hive_id: 'a', worker_id: undefined, gpu_uuid: 'GPU 0', field: 'util_pct', gaps: [] };
  const series = [{ ...line, mean: [7], min: [7], max: [7] }];
  const data = { from: 0, to: 1_000, stepMs: 1_000, tier: '1s' as const, isMerged: false, series };
  render(
    <SeriesChart
      title="GPU use"
      series={{ status: 'ready', error: null, data }}
      styleOf={({ gpu_uuid }) => ({ label: gpu_uuid ?? '' })}
      format={(value) => `${value} %`}
    />,
  );
  await screen.findByText('The code that draws charts could not be loaded. Reload the page.');
  expect(screen.getByRole('listitem').textContent).toBe('GPU 0 7 %');
});
