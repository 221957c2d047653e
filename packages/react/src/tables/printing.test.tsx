// @vitest-environment happy-dom
import { act, render } from '@testing-library/react';
import { expect, test } from 'vitest';
import { WorkerGrid } from './index.ts';
import { workersOf } from './testing.ts';

test('on paper the table has every worker', () => {
  render(<WorkerGrid workers={workersOf(120)} hrefOf={({ id }) => `/${id}`} />);
  const rows = () => document.querySelectorAll('.rbee-grid-row').length;
  expect(rows()).toBeLessThan(80);
  act(() => void window.dispatchEvent(new Event('beforeprint')));
  expect(rows()).toBe(120);
  act(() => void window.dispatchEvent(new Event('afterprint')));
  expect(rows()).toBeLessThan(80);
});
