import { ROUTES, readJoinText } from '@rbee/contract';
import { expect, test } from 'vitest';
import { aQueenWithAccounts, certificate, Http2Client, PASSWORD } from '../../testing/index.ts';
import { ServerCertificate } from '../../tls/index.ts';

test("[A3] [A4] over TLS the cookie is that of HTTPS, also in pieces of HTTP/2, and an invite has the queen's pin", async () => {
  const its = certificate('queen', 'server');
  const tls = new ServerCertificate({ cert: its.pem, key: its.key });
  const { app, access } = await aQueenWithAccounts({ tls });
  const port = Number(new URL(await app.listen({ host: '127.0.0.1', port: 0 })).port);
  const page = await Http2Client.open(port, its);
  const base = `https://127.0.0.1:${port}`;
  const own = { origin: base, 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' };
  const post = (path: string, body: object, headers: object = own) =>
    page.ask({ ':method': 'POST', ':path': path, ...headers }, JSON.stringify(body));

  const signedIn = await post(ROUTES.setup, {
    secret: access.setupSecret(),
    name: 'ada',
    password: PASSWORD,
  });
  expect(signedIn.status).toBe(200);
  const [set = '', removed] = signedIn.headers['set-cookie'] ?? [];
  expect(set).toMatch(/^__Host-rbee=[\w-]{43}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax; Secure$/);
  expect(removed).toBe('rbee=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax');

  const cookie = ['theme=dark', 'rbee=stale', set.split(';')[0] ?? ''];
  const me = await page.ask({ ':path': ROUTES.access, cookie });
  expect(JSON.parse(me.body).me).toMatchObject({ name: 'ada' });
  const invite = await post(ROUTES.invites, {}, { ...own, cookie });
  expect(readJoinText(JSON.parse(invite.body).join)).toMatchObject({ url: base, pin: tls.publicKeyPin });
  const forged = await post(ROUTES.invites, {}, { ...own, origin: 'https://evil.example', cookie });
  expect(forged.status).toBe(403);
});
