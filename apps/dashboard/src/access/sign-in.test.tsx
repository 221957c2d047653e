// @vitest-environment happy-dom
import { act, cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { openAccess, SECRET } from './testing.tsx';

vi.setConfig({ testTimeout: 60_000 });

afterEach(() => {
  cleanup();
  localStorage.clear();
});

const fill = (label: string, value: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
const button = (name: string) => screen.getByRole('button', { name });

test('[A4] who is not signed in sees no figure; afterwards the page is at the address that was opened', async () => {
  const { asked } = openAccess('/hives/a?range=6h', null);
  const heading = await screen.findByRole('heading', { name: 'Sign in' });
  expect(document.activeElement).toBe(heading);
  expect([screen.queryByText('llm/8080'), document.title]).toEqual([null, 'Sign in · rbee']);
  expect(screen.getByLabelText('Name').getAttribute('autocomplete')).toBe('username');
  expect(screen.getByLabelText('Password').getAttribute('autocomplete')).toBe('current-password');
  fill('Name', 'ada');
  fill('Password', 'correct horse battery');
  fireEvent.click(button('Sign in'));
  expect(await screen.findByRole('region', { name: 'a' })).toBeDefined();
  expect(asked.find(({ what }) => what === 'POST /sign-in')?.body).toEqual({
    ...{ name: 'ada', password: 'correct horse battery' },
  });
  expect(location.pathname + location.search).toBe('/rbee/hives/a?range=6h');
});

test('a wrong password is said, and has to be written again', async () => {
  const { refusals } = openAccess('/', null);
  refusals.set('POST /sign-in', { status: 401, code: 'sign_in_refused' });
  await screen.findByRole('heading', { name: 'Sign in' });
  fill('Name', 'ada');
  fill('Password', 'wrong');
  fireEvent.click(button('Sign in'));
  expect(await screen.findByText('Name or password is wrong.')).toBeDefined();
  await waitFor(() => expect(screen.getByLabelText<HTMLInputElement>('Password').value).toBe(''));
});

test('providers, and that there is no admin yet, are shown', async () => {
  openAccess('/', null, { needs_setup: true, providers: [{ id: 'key cloak', name: 'Keycloak' }] });
  const link = await screen.findByRole('link', { name: 'Sign in with Keycloak' });
  expect(link.getAttribute('href')).toBe('/rbee/v1/access/oidc/key%20cloak');
  expect(screen.getByText(/^There is no admin yet/)).toBeDefined();
  expect(screen.queryByRole('button', { name: /passkey/ })).toBeNull();
});

test('[A5] a provider comes back to the address that was opened', async () => {
  openAccess('/hives/a?range=6h', null, { providers: [{ id: 'sso', name: 'SSO' }] });
  const link = await screen.findByRole('link', { name: 'Sign in with SSO' });
  expect(link.getAttribute('href')).toBe('/rbee/v1/access/oidc/sso?return_to=%2Fhives%2Fa%3Frange%3D6h');
});

test.each([
  ['sign_in_refused', /^SSO did not let you in/],
  ['provider_unavailable', /^SSO does not answer/],
])('[A5] whoever comes back with %s is told why', async (code, words) => {
  openAccess(`/sign-in?refused=${code}&provider=sso`, null, { providers: [{ id: 'sso', name: 'SSO' }] });
  expect(await screen.findByText(words)).toBeDefined();
  const link = screen.getByRole('link', { name: 'Sign in with SSO' });
  expect(link.getAttribute('href')).toBe('/rbee/v1/access/oidc/sso');
});

test('[A5] a provider that the queen does not have is not shown', async () => {
  openAccess('/sign-in?refused=sign_in_refused&provider=evil', null);
  await screen.findByRole('heading', { name: 'Sign in' });
  expect(screen.queryByText(/evil|let you in/)).toBeNull();
});

test('[A7] when a session ends while the page is open, the last figures do not stay on the screen', async () => {
  const { endSession } = openAccess('/', 'viewer');
  expect(await screen.findByRole('heading', { name: 'a' })).toBeDefined();
  await screen.findByLabelText('Signed in: ada, viewer');
  act(endSession);
  expect(await screen.findByRole('heading', { name: 'Sign in' })).toBeDefined();
  expect([screen.queryByRole('heading', { name: 'a' }), screen.queryByLabelText(/^Signed in/)]).toEqual([
    null,
    null,
  ]);
});

test('signing out leads to the sign-in at once', async () => {
  openAccess('/', 'viewer');
  fireEvent.click(await screen.findByLabelText('Signed in: ada, viewer'));
  fireEvent.click(button('Sign out'));
  expect(await screen.findByRole('heading', { name: 'Sign in' })).toBeDefined();
});

test('[A4] a setup address loses its secret at once; a short password, and one that differs, is not sent', async () => {
  const { asked } = openAccess(`/setup#${SECRET}`, null);
  expect(await screen.findByRole('heading', { name: 'Set up your account' })).toBeDefined();
  expect(location.href).not.toContain(SECRET);
  fill('Name', 'ada');
  fill('New password', 'short');
  const field = screen.getByLabelText('New password');
  const described = (field.getAttribute('aria-describedby') ?? '').split(' ');
  expect(described.map((id) => document.getElementById(id)?.textContent)).toEqual([
    'At least 12 characters. Several words are easy to remember.',
    'At least 12 characters are needed.',
  ]);
  fill('New password', 'correct horse battery');
  fill('The same again', 'correct horse');
  expect(screen.getByText('The two differ.')).toBeDefined();
  expect(button('Set up').hasAttribute('disabled')).toBe(true);
  fill('The same again', 'correct horse battery');
  fireEvent.click(button('Set up'));
  expect(await screen.findByRole('heading', { name: 'a' })).toBeDefined();
  expect(asked.find(({ what }) => what === 'POST /setup')?.body).toEqual({
    ...{ secret: SECRET, name: 'ada', password: 'correct horse battery' },
  });
  expect(location.pathname).toBe('/rbee/');
});

test('a setup address without its secret says so', async () => {
  openAccess('/setup', null);
  expect(await screen.findByText(/^This address has no secret/)).toBeDefined();
});

test('a queen that is open to its network says so, and one that only its machine reaches does not', async () => {
  openAccess('/', null, { control: false });
  expect(await screen.findByText(/^Anybody on this network may read and change/)).toBeDefined();
  cleanup();
  openAccess('/access', null, { control: false, reachable: false });
  expect(await screen.findByText(/^This queen has no access control, and only programs/)).toBeDefined();
  expect(screen.queryByText(/^Anybody on this network/)).toBeNull();
});

test('the sign-in is in the language of the reader', async () => {
  localStorage.setItem('rbee-language', 'de');
  openAccess('/', null);
  expect(await screen.findByRole('heading', { name: 'Anmelden' })).toBeDefined();
});
