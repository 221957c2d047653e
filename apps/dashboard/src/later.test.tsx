// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { later } from './later.tsx';

afterEach(cleanup);

test('a part is loaded when it is shown, and gets its properties', async () => {
  let loads = 0;
  const Part = later<{ readonly name: string }>(async () => {
    loads += 1;
    return ({ name }) => <p>part of {name}</p>;
  });
  expect(loads).toBe(0);
  render(<Part name="desk" />);
  expect(await screen.findByText('part of desk')).toBeDefined();
  expect(loads).toBe(1);
});

test('a part whose code cannot be loaded says so', async () => {
  const Part = later(() => Promise.reject(new Error('404')));
  render(<Part />);
  expect((await screen.findByRole('alert')).textContent).toBe(
    'A part of this page could not be loaded. Reload the page.',
  );
});
