// @vitest-environment happy-dom
import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { openApp } from '../testing.tsx';

afterEach(cleanup);

const press = (key: string) => fireEvent.keyDown(document.activeElement ?? document.body, { key });
const panel = () => screen.findByRole('dialog');
const title = async () => (await panel()).querySelector('h2')?.textContent;
const isOpen = () => screen.queryByRole('dialog') !== null;
const entries = (selector: string) => [...document.querySelectorAll<HTMLElement>(selector)];

test('Space on a tile opens the hive beside it, j and k move it on, and Escape gives the focus back', async () => {
  openApp('/?view=tiles');
  const [a, b] = entries('.rbee-tile-link');
  a?.focus();
  press(' ');
  expect(await title()).toBe('a');
  expect(document.activeElement?.textContent).toBe('a');
  expect((await panel()).textContent).toContain('2 workers');
  press('k');
  expect(await title()).toBe('a');
  press('j');
  expect(await title()).toBe('b');
  expect(b?.closest('li')?.className).toContain('rbee-peeked');
  press('j');
  expect(await title()).toBe('b');
  press('Escape');
  expect(isOpen()).toBe(false);
  expect(document.activeElement).toBe(b);
});

test('a row of the table opens its worker with everything in full; Open leads to its page', async () => {
  openApp('/?view=table&sort=worker');
  await screen.findByText('a/llm/8080');
  entries('tbody a')[0]?.focus();
  press(' ');
  const text = (await panel()).textContent;
  expect(text).toContain('a/llm/8080');
  expect(text).toContain('Next token, p95');
  expect(text).toContain('not reported');
  press('j');
  expect((await panel()).textContent).toContain('a/llm/8081');
  fireEvent.click(screen.getByRole('link', { name: 'Open' }));
  expect(location.pathname).toBe('/rbee/hives/a/llm/8081');
  expect(isOpen()).toBe(false);
});

test('a click beside the link peeks, Escape on the page closes the panel before it clears the filter', async () => {
  openApp('/?view=table&q=hive:b');
  fireEvent.click((await screen.findByText('b/llm/8081')) as Element);
  expect((await panel()).textContent).toContain('b/llm/8081');
  fireEvent.keyDown(document.body, { key: 'Escape' });
  expect(isOpen()).toBe(false);
  expect(location.search).toContain('q=hive');
  fireEvent.keyDown(document.body, { key: 'Escape' });
  expect(location.search).not.toContain('q=');
});

test('Space walks out of the comb and back into it', async () => {
  openApp('/?view=comb');
  const comb = (await screen.findAllByRole('group', { name: 'All workers' }))[0] as HTMLElement;
  comb.focus();
  press('ArrowRight');
  press(' ');
  expect((await panel()).textContent).toContain('a/llm/8080');
  press('j');
  expect((await panel()).textContent).toContain('a/llm/8081');
  press(' ');
  expect(isOpen()).toBe(false);
  expect(document.activeElement).toBe(comb);
  expect(document.querySelector('.rbee-comb-tip')?.textContent).toContain('a/llm/8081');
});
