import {
  MeSchema,
  PasswordBodySchema,
  ROUTES,
  SessionListSchema,
  type SessionView,
  SetupBodySchema,
  SignInBodySchema,
} from '@rbee/contract';
import { forbidden } from '../../access/index.ts';
import { RefusalError } from '../../problem.ts';
import { query } from '../route-schemas.ts';
import { type Asked, accessRoute, accessRouteWithBody } from './access-route.ts';
import { entryNotFound, idIn, idParameter } from './entry-id.ts';
import { granted } from './granted.ts';
import { bodyCheck } from './json-body.ts';
import { beginSession, clearSession, endOwnSession } from './session-cookie.ts';
import { isAdmin, personOf } from './who.ts';

const signedIn = { status: 200, about: 'Who signed in; the cookie is set.', schema: MeSchema } as const;

const setUp = accessRouteWithBody(
  { method: 'POST', url: ROUTES.setup, summary: 'Make the account of a setup address', answer: signedIn },
  bodyCheck(SetupBodySchema),
  async (asked, body) => beginSession(asked, granted(await asked.access.people.setUp(body, asked.from))),
);

const signIn = accessRouteWithBody(
  { method: 'POST', url: ROUTES.signIn, summary: 'Sign in with a name and a password', answer: signedIn },
  bodyCheck(SignInBodySchema),
  async (asked, body) => beginSession(asked, granted(await asked.access.people.signIn(body, asked.from))),
);

const signOut = accessRoute({ method: 'POST', url: ROUTES.signOut, summary: 'Sign out' }, (asked) => {
  endOwnSession(asked);
  clearSession(asked.reply);
});

const changePassword = accessRouteWithBody(
  { method: 'POST', url: ROUTES.password, summary: 'Change the own password' },
  bodyCheck(PasswordBodySchema),
  async ({ access, principal, from }, body) =>
    granted(await access.people.changePassword(personOf(principal), body, from)),
);

const sessions = accessRoute(
  {
    method: 'GET',
    url: ROUTES.sessions,
    summary: 'List the own sessions, or for an admin those of others',
    parameters: query({
      user_id: {
        type: 'string',
        description: 'Account whose sessions are listed; of others only for admins.',
      },
      all: {
        type: 'boolean',
        default: false,
        description: 'true: the sessions of all accounts, for admins.',
      },
    }),
    answer: { status: 200, about: 'The sessions.', schema: SessionListSchema },
  },
  (asked) => ({ items: sessionsFor(asked) }),
);

/** Without parameters a person gets the own sessions, and a program, which has none, those of everybody. */
function sessionsFor({ access, principal, request }: Asked): readonly SessionView[] {
  const { user_id, all = 'false' } = request.query as Readonly<Record<string, unknown>>;
  if (user_id !== undefined && typeof user_id !== 'string') throw bad('user_id must be given once.');
  if (all !== 'true' && all !== 'false') throw bad('all must be true or false.');
  const own = principal?.kind === 'person' ? principal : undefined;
  const userId = all === 'true' ? undefined : (user_id ?? own?.userId);
  if (!isAdmin(principal) && (own === undefined || userId !== own.userId)) {
    throw new RefusalError(forbidden('admin'));
  }
  const current = own?.sessionId ?? null;
  return access.people.sessions(userId === undefined ? { current } : { userId, current });
}

const bad = (detail: string): RefusalError => new RefusalError({ code: 'bad_request', detail });

const endSession = accessRoute(
  {
    method: 'DELETE',
    url: ROUTES.session,
    summary: 'End an own session, or for an admin one of others',
    parameters: idParameter,
  },
  ({ access, principal, request, reply, actor }) => {
    const id = idIn(request);
    const session = access.people.session(id);
    const own = principal?.kind === 'person' ? principal : undefined;
    // Nobody learns from the answer that a session of somebody else exists.
    if (!session || (!isAdmin(principal) && session.user_id !== own?.userId))
      throw entryNotFound('session', id);
    granted(access.people.endSession(id, actor));
    if (own?.sessionId === id) clearSession(reply);
  },
);

/** Setup, signing in and out, the own password, and sessions ([A4]). */
export const SESSION_ROUTES = [setUp, signIn, signOut, changePassword, sessions, endSession];
