import type { Principal, Result } from '@rbee/access';
import { PAGE_ROUTES, ROUTES } from '@rbee/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';
import { cookieIn, SESSION_COOKIES } from '../../access/index.ts';
import { RefusalError } from '../../problem.ts';
import { describe, empty, query } from '../route-schemas.ts';
import { type AccessContext, type Asked, askedIn } from './access-route.ts';
import { beginSession, cookie } from './session-cookie.ts';

/** Names of the cookie that binds a sign-in to a browser, over HTTPS and without it. */
const BINDING_COOKIES = ['__Host-rbee-sign-in', 'rbee-sign-in'] as const;
/** 256 random bits, as sessions have them, too. */
const BINDING = /^[\w-]{43}$/;
const PROVIDER_ID = /^[a-z0-9-]{1,32}$/;
/** Paths of the page, with query and fragment. Two slashes or a backslash would name another host. */
const RETURN_TO = /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]{0,1000}$/;

const providerParameter = {
  params: { type: 'object', properties: { provider: { type: 'string' } }, required: ['provider'] },
};

const begin = describe(
  'access',
  'Go to a provider to sign in',
  { 303: empty('The address of the provider.') },
  {
    ...providerParameter,
    ...query({ return_to: { type: 'string', description: 'Path of the page to show after it.' } }),
  },
);

const finish = describe(
  'access',
  'Come back from a provider',
  { 303: empty('The page; the cookie of the session is set.') },
  providerParameter,
);

/** GET: to a provider and back ([A5]). A browser gets the page for signing in instead of a refusal. */
export function addOidcRoutes(app: FastifyInstance, context: AccessContext): void {
  app.get(ROUTES.oidc, { schema: begin, exposeHeadRoute: false }, async (request, reply) => {
    const asked = askedIn(context, request, reply);
    const { baseUrl } = asked.reached(request);
    const provider = providerIn(request);
    // Without the port of the scheme, as providers compare the text.
    const redirectUri = new URL(baseUrl + ROUTES.oidcCallback.replace(':provider', provider)).href;
    const way = { redirectUri, returnTo: returnToIn(request) };
    const begun = await asked.access.providers.begin(provider, way, asked.from);
    if (!begun.ok) return refuse(asked, provider, begun);
    const { url, binding, maxAgeS } = begun.value;
    reply.header('set-cookie', cookie(bindingCookie(asked), binding, maxAgeS));
    return reply.code(303).header('location', url).send();
  });
  // HEAD would use the sign-in up.
  app.get(ROUTES.oidcCallback, { schema: finish, exposeHeadRoute: false }, async (request, reply) => {
    const asked = askedIn(context, request, reply);
    const provider = providerIn(request);
    const binding = cookieIn(request.headers.cookie, [bindingCookie(asked)], BINDING);
    const back = { query: request.url.split('?')[1] ?? '', binding };
    reply.header('set-cookie', cookie(bindingCookie(asked), '', 0));
    const finished = await asked.access.providers.finish(provider, back, asked.from);
    if (!finished.ok) return refuse(asked, provider, finished);
    const { session, returnTo } = finished.value;
    beginSession({ ...asked, principal: signedInAs(asked) }, session);
    return redirect(asked, returnTo);
  });
}

/** Who is signed in with the cookie, which counts for nothing else in a request that another site caused. */
function signedInAs({ access, request, from }: Asked): Principal | undefined {
  const session = cookieIn(request.headers.cookie, SESSION_COOKIES, BINDING);
  const known = session === undefined ? undefined : access.identify({ session }, from.address);
  return known?.ok ? known.principal : undefined;
}

const bindingCookie = ({ reached, request }: Asked): string =>
  BINDING_COOKIES[reached(request).https ? 0 : 1];

function providerIn({ params }: FastifyRequest): string {
  const { provider } = params as { readonly provider: string };
  if (PROVIDER_ID.test(provider)) return provider;
  throw new RefusalError({ code: 'entry_not_found', detail: 'There is no sign-in provider with this id.' });
}

function returnToIn(request: FastifyRequest): string {
  const { return_to } = request.query as Readonly<Record<string, unknown>>;
  return typeof return_to === 'string' && RETURN_TO.test(return_to) ? return_to : PAGE_ROUTES.fleet;
}

/** To a path of the page. It is below the path at which a proxy serves the queen. */
function redirect({ reached, request, reply }: Asked, path: string): FastifyReply {
  const below = new URL(reached(request).baseUrl).pathname.replace(/\/$/, '');
  return reply
    .code(303)
    .header('location', below + path)
    .send();
}

/** A person who clicked on a button sees the page again, which says what was wrong; a program gets the refusal itself. */
function refuse(
  asked: Asked,
  provider: string,
  { refusal }: Extract<Result<never>, { ok: false }>,
): FastifyReply {
  const { accept } = asked.request.headers;
  const types = ['application/problem+json', 'text/html'];
  if (new Negotiator({ headers: { accept } }).mediaType(types) !== 'text/html')
    throw new RefusalError(refusal);
  asked.parts.gate.noteAttempt(asked.request.raw, refusal);
  const parameters = new URLSearchParams({ refused: refusal.code, provider });
  return redirect(asked, `${PAGE_ROUTES.signIn}?${parameters}`);
}
