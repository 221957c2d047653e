// @vitest-environment happy-dom
import { fleetHive } from '@rbee/queen-rbee-sdk';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { hiveOf, workerOf } from '../testing.ts';
import { Facets } from './facets.tsx';

afterEach(cleanup);

const { workers } = fleetHive(
  hiveOf({
    workers: Array.from({ length: 8 }, (_, n) =>
      workerOf({ instance: `${n}`, model: n < 2 ? 'qwen 3' : `model-${n}` }),
    ),
  }),
  true,
);

test('a value adds its word to the filter and takes it away again; the most frequent come first, others on request', () => {
  const onFilter = vi.fn();
  const { rerender } = render(<Facets workers={workers} filter="gpu>1" onFilter={onFilter} />);
  const values = () => screen.getAllByRole('button', { pressed: false }).map((it) => it.textContent);
  expect(values()).toEqual(['busy8', 'qwen 32', 'model-21', 'model-31', 'model-41', 'model-51']);
  fireEvent.click(screen.getByRole('button', { name: '2 more' }));
  expect(values()).toContain('model-71');
  fireEvent.click(screen.getByRole('button', { name: 'qwen 3 2' }));
  expect(onFilter).toHaveBeenLastCalledWith('gpu>1 model:"qwen 3"');
  rerender(<Facets workers={workers} filter={'gpu>1 model:"qwen 3"'} onFilter={onFilter} />);
  fireEvent.click(screen.getByRole('button', { name: 'qwen 3 2', pressed: true }));
  expect(onFilter).toHaveBeenLastCalledWith('gpu>1');
});
