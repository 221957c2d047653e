import { type PasskeySite, passkeySite } from '@rbee/access/plain';
import {
  MeSchema,
  NewPasskeyBodySchema,
  PasskeyListSchema,
  PasskeyOptionsSchema,
  PasskeySignInBodySchema,
  PasskeyViewSchema,
  ROUTES,
} from '@rbee/contract';
import { RefusalError } from '../../problem.ts';
import { type Asked, accessRoute, accessRouteWithBody } from './access-route.ts';
import { idIn, idParameter } from './entry-id.ts';
import { granted } from './granted.ts';
import { bodyCheck } from './json-body.ts';
import { beginSession } from './session-cookie.ts';
import { personOf } from './who.ts';

/** The site of the request. Throws a refusal where browsers have no passkeys. */
function siteOf({ reached, request }: Asked): PasskeySite {
  const site = passkeySite(reached(request).baseUrl);
  if (site) return site;
  const detail =
    'Browsers have passkeys over HTTPS or on localhost, and at a host name; open the page there.';
  throw new RefusalError({ code: 'bad_request', detail });
}

const options = { status: 200, about: 'The options.', schema: PasskeyOptionsSchema } as const;

const signInOptions = accessRoute(
  {
    method: 'POST',
    url: ROUTES.passkeyOptions,
    summary: 'Get options for a sign-in with a passkey',
    answer: options,
  },
  (asked) => asked.access.passkeys.signInOptions(siteOf(asked), asked.from),
);

const signIn = accessRouteWithBody(
  {
    method: 'POST',
    url: ROUTES.passkeySignIn,
    summary: 'Sign in with a passkey',
    answer: { status: 200, about: 'Who signed in; the cookie is set.', schema: MeSchema },
  },
  bodyCheck(PasskeySignInBodySchema),
  async (asked, body) =>
    beginSession(asked, granted(await asked.access.passkeys.signIn(body, siteOf(asked), asked.from))),
);

const newOptions = accessRoute(
  {
    method: 'POST',
    url: ROUTES.newPasskey,
    summary: 'Get options for a new passkey of the caller',
    answer: options,
  },
  async (asked) => {
    const person = personOf(asked.principal);
    return granted(await asked.access.passkeys.newOptions(person, siteOf(asked), asked.from));
  },
);

const add = accessRouteWithBody(
  {
    method: 'POST',
    url: ROUTES.passkeys,
    summary: 'Add a passkey of the caller',
    answer: { status: 201, about: 'The passkey.', schema: PasskeyViewSchema },
  },
  bodyCheck(NewPasskeyBodySchema),
  async (asked, body) => {
    const person = personOf(asked.principal);
    return granted(await asked.access.passkeys.add(person, body, siteOf(asked), asked.from));
  },
);

const list = accessRoute(
  {
    method: 'GET',
    url: ROUTES.passkeys,
    summary: 'List the passkeys of the caller',
    answer: { status: 200, about: 'The passkeys.', schema: PasskeyListSchema },
  },
  ({ access, principal }) => ({ items: access.passkeys.of(personOf(principal)) }),
);

const remove = accessRoute(
  {
    method: 'DELETE',
    url: ROUTES.passkey,
    summary: 'Remove a passkey of the caller',
    parameters: idParameter,
  },
  ({ access, principal, request, from }) =>
    granted(access.passkeys.remove(personOf(principal), idIn(request), from)),
);

/** Passkeys: signing in with one, and those of the caller ([A5]). */
export const PASSKEY_ROUTES = [signInOptions, signIn, newOptions, add, list, remove];
