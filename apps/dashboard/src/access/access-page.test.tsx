// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { openAccess, SECRET } from './testing.tsx';

vi.setConfig({ testTimeout: 60_000 });

afterEach(cleanup);

const part = (name: string) => screen.findByRole('heading', { level: 2, name });
const row = (name: RegExp) => screen.findByRole('row', { name });
const fill = (label: string, value: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } });

/** Clicks a button that asks first, and says yes. */
function confirm(button: HTMLElement): string {
  fireEvent.click(button);
  const dialog = screen.getByRole('dialog');
  const question = dialog.querySelector('.dialog-body p')?.textContent ?? '';
  fireEvent.click(within(dialog).getByRole('button', { name: button.textContent ?? '' }));
  return question;
}

test.each([
  ['viewer', ['Own account', 'Sessions']],
  ['operator', ['Own account', 'Sessions', 'Hives']],
  ['admin', ['Own account', 'Sessions', 'Hives', 'Users', 'Tokens', 'Audit log']],
] as const)('[A4] a %s sees only the parts that the queen will not refuse', async (role, expected) => {
  const { asked } = openAccess('/access/users', role);
  const parts = await screen.findByRole('navigation', { name: 'Access' });
  expect(
    within(parts)
      .getAllByRole('link')
      .map((it) => it.textContent),
  ).toEqual(expected);
  if (role === 'admin') return;
  expect(screen.getByText(/^There is no such part, or your role/)).toBeDefined();
  expect(asked.filter(({ what }) => !what.startsWith('GET '))).toEqual([]);
  expect(asked.some(({ what }) => what.includes('users'))).toBe(false);
});

test('an account is added, its setup address is shown once, and removing it asks first', async () => {
  const { asked } = openAccess('/access/users', 'admin');
  await row(/bob/);
  fill('Name', 'carol');
  fireEvent.change(screen.getByLabelText('Role'), { target: { value: 'operator' } });
  fireEvent.click(screen.getByRole('button', { name: 'Add a user' }));
  expect(await screen.findByText(`http://queen:7833/rbee/setup#${SECRET}`)).toBeDefined();
  expect(asked).toContainEqual({ what: 'POST /users', body: { name: 'carol', role: 'operator' } });
  fireEvent.change(screen.getByLabelText('Role of bob'), { target: { value: 'admin' } });
  await vi.waitFor(() => expect(asked).toContainEqual({ what: 'PATCH /users/u2', body: { role: 'admin' } }));
  await screen.findByRole('row', { name: /bob/ });
  const question = confirm(screen.getByRole('button', { name: 'Remove' }));
  expect(question).toBe('Remove the account of bob, and end all of its sessions?');
  await vi.waitFor(() => expect(asked.map(({ what }) => what)).toContain('DELETE /users/u2'));
});

test('what the queen refuses is said', async () => {
  const { refusals } = openAccess('/access/users', 'admin');
  await row(/bob/);
  refusals.set('PATCH /users/u2', { status: 409, code: 'last_admin' });
  fireEvent.change(screen.getByLabelText('Role of bob'), { target: { value: 'operator' } });
  expect(await screen.findByText('The last admin must stay one.')).toBeDefined();
});

test('[A3] a hive is invited by a line; tokens are renewed and revoked, and who was refused is shown', async () => {
  const { asked } = openAccess('/access/hives', 'operator');
  expect((await row(/gpu-1/)).textContent).toContain('10.0.0.2');
  expect((await row(/10\.0\.0\.7/)).textContent).toContain('no token');
  expect(await part('Revoked hives')).toBeDefined();
  fireEvent.click(screen.getByRole('button', { name: 'Invite a hive' }));
  fill('Only for this hive', ' gpu-2 ');
  fill('Uses', '3');
  fireEvent.change(screen.getByLabelText('Valid for'), { target: { value: 'span.day' } });
  fireEvent.click(screen.getByRole('button', { name: 'Make the invite' }));
  expect(await screen.findByText('rbee hive --join rbee1.abc')).toBeDefined();
  expect(asked).toContainEqual({
    what: 'POST /invites',
    body: { hive_id: 'gpu-2', uses: 3, expires_in_s: 86_400 },
  });
  fireEvent.click(screen.getByRole('button', { name: 'Close' }));
  confirm(within(await row(/gpu-1/)).getByRole('button', { name: 'Renew' }));
  await vi.waitFor(() => expect(asked.map(({ what }) => what)).toContain('POST /hives/gpu-1/rotate'));
  confirm(within(await row(/gpu-1/)).getByRole('button', { name: 'Revoke' }));
  await vi.waitFor(() => expect(asked.map(({ what }) => what)).toContain('DELETE /hives/gpu-1'));
});

test('[A2] the secret of a token is shown once', async () => {
  const { asked } = openAccess('/access/tokens', 'admin');
  await row(/ci/);
  fill('Name', 'grafana');
  fireEvent.click(screen.getByLabelText('metrics: for Prometheus'));
  fireEvent.click(screen.getByLabelText('stream: live figures'));
  fireEvent.change(screen.getByLabelText('Valid for'), { target: { value: 'never' } });
  fireEvent.click(screen.getByRole('button', { name: 'Make a token' }));
  expect(await screen.findByText(`rbt_${SECRET}`)).toBeDefined();
  expect(asked).toContainEqual({
    what: 'POST /tokens',
    body: { name: 'grafana', scopes: ['read', 'metrics'] },
  });
  fireEvent.click(screen.getByRole('link', { name: 'Sessions' }));
  fireEvent.click(await screen.findByRole('link', { name: 'Tokens' }));
  await row(/ci/);
  expect(screen.queryByText(`rbt_${SECRET}`)).toBeNull();
});

test('a viewer lists the own sessions, an admin those of all, and ends one', async () => {
  const own = openAccess('/access/sessions', 'viewer');
  expect((await row(/ada \(here\)/)).textContent).toContain('Firefox');
  expect(own.asked.map(({ what }) => what)).toContain('GET /sessions');
  cleanup();
  const { asked } = openAccess('/access/sessions', 'admin');
  confirm(within(await row(/bob/)).getByRole('button', { name: 'End' }));
  await vi.waitFor(() => expect(asked.map(({ what }) => what)).toContain('DELETE /sessions/s2'));
});

test('the own password is changed with the present one', async () => {
  const { asked } = openAccess('/access', 'viewer');
  await part('Change the password');
  fill('Present password', 'old password of mine');
  fill('New password', 'correct horse battery');
  fill('The same again', 'correct horse battery');
  fireEvent.click(screen.getByRole('button', { name: 'Change the password' }));
  expect(await screen.findByText('The password was changed.')).toBeDefined();
  expect(asked).toContainEqual({
    what: 'POST /password',
    body: { old_password: 'old password of mine', password: 'correct horse battery' },
  });
});

test('[A9] the audit log is read page by page', async () => {
  openAccess('/access/audit', 'admin');
  expect(await screen.findByText('thing_2')).toBeDefined();
  expect(screen.queryByText('thing_1')).toBeNull();
  fireEvent.click(screen.getByRole('button', { name: 'Show more' }));
  expect(await screen.findByText('thing_1')).toBeDefined();
  expect([screen.queryByText('thing_2'), screen.queryByRole('button', { name: 'Show more' })]).toEqual([
    expect.anything(),
    null,
  ]);
});
