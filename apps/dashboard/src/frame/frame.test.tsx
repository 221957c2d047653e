// @vitest-environment happy-dom
import type { HiveState } from '@rbee/queen-rbee-sdk';
import { act, cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { hive, openApp as open, STATE, worker } from '../testing.tsx';

afterEach(() => {
  cleanup();
  localStorage.clear();
});

const field = () => screen.getByRole<HTMLInputElement>('combobox', { name: 'Search or filter' });
const hives = () => screen.getAllByRole('heading', { level: 2 }).map((it) => it.textContent);
const press = (key: string) => fireEvent.keyDown(document.body, { key });

test('the filter is in the address, below the path of a proxy, and narrows the fleet', () => {
  open('/?q=gpu%3E80');
  expect(field().value).toBe('gpu>80');
  expect(hives()).toEqual(['a']);
  fireEvent.change(field(), { target: { value: 'state:idle hive:b' } });
  expect(location.pathname + location.search).toBe('/rbee/?q=state%3Aidle+hive%3Ab');
  expect(hives()).toEqual(['b']);
  fireEvent.click(screen.getByRole('button', { name: 'Remove state:idle from the filter' }));
  expect(field().value).toBe('hive:b');
  press('Escape');
  expect(location.search).toBe('');
  expect(hives()).toEqual(['a', 'b']);
});

test('the field completes keys and values of the fleet, and says what is wrong with a word', () => {
  open('/');
  fireEvent.focus(field());
  fireEvent.change(field(), { target: { value: 'sta' } });
  expect(screen.getAllByRole('option').map((it) => it.textContent)).toEqual(['state:']);
  fireEvent.keyDown(field(), { key: 'ArrowDown' });
  fireEvent.keyDown(field(), { key: 'Enter' });
  expect(field().value).toBe('state:');
  expect(
    screen
      .getAllByRole('option')
      .slice(0, 2)
      .map((it) => it.textContent),
  ).toEqual(['busy1', 'idle3']);
  fireEvent.change(field(), { target: { value: 'state:working' } });
  expect(field().getAttribute('aria-invalid')).toBe('true');
  expect(document.getElementById(field().getAttribute('aria-describedby') ?? '')?.textContent).toMatch(
    /^state:working: states are busy, idle, /,
  );
});

test('a hive has an address of its own; one that is not known says so, and leads to the fleet', async () => {
  open('/hives/b');
  expect(await screen.findByRole('region', { name: 'b' })).toBeDefined();
  expect(hives()).toEqual(['b']);
  expect(document.title).toBe('b · 4 workers · rbee');
  cleanup();
  open('/hives/%F0%9F%90%9D');
  expect(screen.getByRole('heading', { name: /The hive 🐝 is not known/ })).toBeDefined();
  fireEvent.click(screen.getByRole('link', { name: 'To the fleet' }));
  expect(location.pathname).toBe('/rbee/');
  expect(hives()).toEqual(['a', 'b']);
});

test('an address that does not exist says so at once, with ways to those that do', () => {
  open('/nowhere', { ...STATE, queen: null, hives: [] });
  expect(screen.getByRole('heading', { level: 2 }).textContent).toBe('There is no such page.');
  const main = document.querySelector('main') as HTMLElement;
  expect([...main.querySelectorAll('a')].map((it) => it.getAttribute('href'))).toEqual([
    ...['/rbee/', '/rbee/models', '/rbee/problems'],
  ]);
});

test('a worker, a model and the problems have addresses of their own', async () => {
  open('/hives/a/llm/8080');
  expect(await screen.findByRole('heading', { name: 'llama-3.2-1b' })).toBeDefined();
  expect(screen.getByText(/Its GPU is at work/)).toBeDefined();
  expect(document.title).toBe('a/llm/8080 · 4 workers · rbee');
  fireEvent.click(screen.getByRole('link', { name: 'a' }));
  expect(location.pathname).toBe('/rbee/hives/a');
  cleanup();
  open('/models');
  fireEvent.click(await screen.findByRole('link', { name: /llama-3.2-1b/ }));
  expect(location.pathname).toBe('/rbee/models/llama-3.2-1b');
  expect(document.title).toBe('llama-3.2-1b · 4 workers · rbee');
  press('g');
  press('p');
  expect(location.pathname).toBe('/rbee/problems');
  cleanup();
  open('/hives/a/llm/9');
  expect(
    screen.getByRole('heading', { name: /The worker a\/llm\/9 is not in the last sample/ }),
  ).toBeDefined();
});

test('the views of a fleet are in the address', async () => {
  open('/?view=table&q=hive:a');
  expect(await screen.findByText('llm/8080', { exact: false })).toBeDefined();
  fireEvent.click(screen.getByRole('button', { name: 'tiles' }));
  expect(location.search).toBe('?q=hive%3Aa&view=tiles');
  expect(screen.getAllByRole('link').map((it) => it.getAttribute('href'))).toContain('/rbee/hives/a');
  press('2');
  expect(await screen.findByRole('region', { name: 'All workers' }, { timeout: 5_000 })).toBeDefined();
});

test('keys search, help and go, but not while somebody types', () => {
  open('/hives/b');
  press('?');
  expect(screen.getByRole('dialog', { name: 'Help' })).toBeDefined();
  fireEvent.click(screen.getByRole('button', { name: 'Close' }));
  expect(screen.queryByRole('dialog')).toBeNull();
  press('/');
  expect(document.activeElement).toBe(field());
  fireEvent.keyDown(field(), { key: '?' });
  expect(screen.queryByRole('dialog')).toBeNull();
  press('g');
  press('f');
  expect(location.pathname).toBe('/rbee/');
});

test('theme and density are kept for the next visit, and the address counts before them', () => {
  open('/');
  fireEvent.click(screen.getByRole('button', { name: 'Display' }));
  fireEvent.click(screen.getByRole('radio', { name: 'dark' }));
  fireEvent.click(screen.getByRole('radio', { name: 'compact' }));
  const page = document.documentElement;
  expect([page.dataset['rbeeTheme'], page.dataset['rbeeDensity']]).toEqual(['dark', 'compact']);
  cleanup();
  open('/?density=comfortable');
  expect([page.dataset['rbeeTheme'], page.dataset['rbeeDensity']]).toEqual(['dark', 'comfortable']);
});

test('the language can be chosen', async () => {
  open('/');
  fireEvent.click(screen.getByRole('button', { name: 'Display' }));
  await act(async () => fireEvent.click(screen.getByRole('radio', { name: 'Deutsch' })));
  expect(await screen.findByRole('link', { name: 'Flotte' })).toBeDefined();
});

test('j and k walk the models, and in a table begin with a row, not with its head', async () => {
  const other = { ...worker('8082', 5), model: 'qwen3-8b' };
  const hives = [{ ...hive('a', 90), workers: [worker('8080', 90), other] }];
  const press = (key: string) => fireEvent.keyDown(document.activeElement ?? document.body, { key });
  const focused = () => document.activeElement?.textContent;
  open('/models', { ...STATE, hives });
  await screen.findByRole('link', { name: 'qwen3-8b' });
  press('j');
  const first = focused();
  press('j');
  expect([first, focused()].sort()).toEqual(['llama-3.2-1b', 'qwen3-8b']);
  press('k');
  expect(focused()).toBe(first);
  cleanup();
  open('/?view=table', { ...STATE, hives });
  await screen.findByRole('link', { name: 'qwen3-8b' });
  press('j');
  expect(['llama-3.2-1b', 'qwen3-8b']).toContain(focused());
});

test('a kiosk has no bar', () => {
  open('/?kiosk');
  expect(screen.queryByRole('combobox')).toBeNull();
  expect(hives()).toEqual(['a', 'b']);
});

test('Live is not said of a fleet that is silent, nor while there is no connection', () => {
  const down = STATE.hives.map((it) => ({ ...it, health: 'down' as const }));
  open('/', { ...STATE, hives: [down[0] as HiveState, STATE.hives[1] as HiveState] });
  expect(screen.getByText('Live, 1 hive silent')).toBeDefined();
  cleanup();
  open('/', { ...STATE, hives: down });
  expect(screen.getByText('No hive reports')).toBeDefined();
  cleanup();
  open('/', { ...STATE, connection: { ...STATE.connection, state: 'offline', error: 'Gone.' } });
  expect(screen.getByText('No connection to the queen')).toBeDefined();
  expect(document.title).toBe('not connected · rbee');
});
