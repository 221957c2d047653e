import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAccess } from '../../packages/access/src/index.ts';
import { CLIENT, LoopbackProvider } from '../../packages/access/src/testing/loopback-provider.ts';
import { ROUTES } from '../../packages/contract/src/index.ts';
import { buildQueen } from '../../packages/queen/src/index.ts';
import { startBrowser } from './browser.ts';
import { freePort } from './free-port.ts';

const folder = mkdtempSync(join(tmpdir(), 'rbee-sign-in-'));
const ends: (() => Promise<void>)[] = [];
let browser: Browser;
let base = '';
let setupSecret = '';

/** One queen with a real provider, each at a site of its own: `localhost` and `127.0.0.1`. */
beforeAll(async () => {
  const port = await freePort();
  base = `http://localhost:${port}`;
  const redirectUri = base + ROUTES.oidcCallback.replace(':provider', 'loop');
  const provider = await LoopbackProvider.start({ redirectUri });
  ends.push(() => provider.stop());
  const clientSecretFile = join(folder, 'secret');
  writeFileSync(clientSecretFile, CLIENT.secret);
  const access = await openAccess({
    file: ':memory:',
    providers: [
      {
        ...{ kind: 'oidc', id: 'loop', name: 'Loop', issuer: provider.issuer, clientId: CLIENT.id },
        ...{ clientSecretFile, scopes: ['openid', 'profile'], claim: 'groups' },
        roles: { map: { ops: 'operator' }, byDefault: null },
      },
    ],
  });
  setupSecret = access.setupSecret() ?? '';
  const queen = await buildQueen({ host: '127.0.0.1', port, version: '0.1.0', access });
  await queen.listen({ host: '127.0.0.1', port });
  ends.push(() => queen.close());
  browser = await startBrowser();
  ends.push(() => browser.close());
});

afterAll(async () => {
  for (const end of ends.toReversed()) await end();
  rmSync(folder, { recursive: true });
});

/** A tab of a new browser profile on a page of the queen, which can send requests as the page does. */
async function aTab() {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(base + ROUTES.health);
  const ask = (method: string, path: string, body?: unknown) =>
    page.evaluate(
      async ([method, path, body]) => {
        const headers = body === null ? {} : { 'content-type': 'application/json' };
        const answer = await fetch(path, { method, headers, body });
        const text = await answer.text();
        return { status: answer.status, json: text === '' ? null : JSON.parse(text) };
      },
      [method, path, body === undefined ? null : JSON.stringify(body)] as const,
    );
  const me = async () => (await ask('GET', ROUTES.access)).json.me;
  return { context, page, ask, me };
}

/** An authenticator in the browser, which is always touched (WebDriver, Web Authentication Level 3 section 11). */
async function addAuthenticator(context: BrowserContext): Promise<void> {
  const [page] = context.pages();
  if (!page) throw new Error('There is no page.');
  const session = await context.newCDPSession(page);
  await session.send('WebAuthn.enable');
  const options = { protocol: 'ctap2', transport: 'internal', hasResidentKey: true } as const;
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: { ...options, hasUserVerification: true, isUserVerified: true },
  });
}

test('[A5] in a browser a passkey is made and signs in', async () => {
  const { context, page, ask, me } = await aTab();
  await addAuthenticator(context);
  const person = { name: 'eve', password: 'correct horse battery' };
  expect((await ask('POST', ROUTES.setup, { secret: setupSecret, ...person })).status).toBe(200);
  const options = (await ask('POST', ROUTES.newPasskey)).json;
  const made = await page.evaluate(async (json) => {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(json);
    const credential = await navigator.credentials.create({ publicKey });
    return credential instanceof PublicKeyCredential ? credential.toJSON() : null;
  }, options);
  expect((await ask('POST', ROUTES.passkeys, { name: 'laptop', credential: made })).status).toBe(201);
  expect((await ask('POST', ROUTES.signOut)).status).toBe(204);
  expect(await me()).toBeNull();

  const challenge = (await ask('POST', ROUTES.passkeyOptions)).json;
  const signed = await page.evaluate(async (json) => {
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(json);
    const credential = await navigator.credentials.get({ publicKey });
    return credential instanceof PublicKeyCredential ? credential.toJSON() : null;
  }, challenge);
  expect((await ask('POST', ROUTES.passkeySignIn, { credential: signed })).status).toBe(200);
  expect(await me()).toMatchObject({ name: 'eve', role: 'admin' });
  await context.close();
});

test('[A5] a browser goes to the provider, comes back from its site and is signed in', async () => {
  const { context, page, me } = await aTab();
  const wanted = encodeURIComponent('/health?x=1');
  await page.goto(`${base}${ROUTES.oidc.replace(':provider', 'loop')}?return_to=${wanted}`);
  expect(page.url()).toBe(`${base}/health?x=1`);
  expect(await me()).toMatchObject({ kind: 'person', name: 'ada', role: 'operator' });
  expect((await context.cookies()).map(({ name }) => name)).toContain('rbee');
  await context.close();
});
