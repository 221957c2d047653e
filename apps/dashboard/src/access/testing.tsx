import { HeartbeatProvider } from '@rbee/queen-rbee-react';
import {
  type AccessState,
  createQueenClient,
  type FleetState,
  type HeartbeatStore,
} from '@rbee/queen-rbee-sdk';
import { configure, render } from '@testing-library/react';
import { App } from '../app.tsx';
import { STATE } from '../testing.tsx';

// The screens are loaded when they are first shown, which a busy machine does slowly.
configure({ asyncUtilTimeout: 20_000 });

declare const window: Window & { readonly happyDOM: { setURL: (url: string) => void } };

const QUEEN = 'http://queen:7833/rbee';
const TIME = '2025-10-30T20:15:30Z';
/** A secret as long as a real one. */
export const SECRET = 'x'.repeat(43);

const SCOPES = {
  viewer: ['read', 'stream', 'metrics'],
  operator: ['read', 'stream', 'metrics', 'operate'],
  admin: ['read', 'stream', 'metrics', 'operate', 'admin'],
} as const;

type Role = keyof typeof SCOPES;
const meOf = (role: Role) => ({ kind: 'person' as const, name: 'ada', role, scopes: [...SCOPES[role]] });

const user = {
  ...{ user_id: 'u2', name: 'bob', role: 'viewer', created_at: TIME, last_seen_at: null, provider: null },
  ...{ has_password: true, passkeys: 0, setup_until: null },
};
const hive = {
  ...{ hive_id: 'gpu-1', joined_at: TIME, invited_by: 'ada', last_used_at: TIME, last_address: '10.0.0.2' },
  ...{ rotating: false, revoked_at: null },
};
const token = {
  ...{ token_id: 't1', name: 'ci', scopes: ['read'], created_at: TIME, created_by: 'ada', expires_at: null },
  ...{ last_used_at: null, last_address: null },
};
const invite = {
  ...{ invite_id: 'i1', hive_id: null, uses: 1, used: 0, created_at: TIME, created_by: 'ada' },
  expires_at: TIME,
};
const session = {
  ...{ session_id: 's1', user_id: 'u1', user_name: 'ada', started_at: TIME, last_used_at: TIME },
  ...{ expires_at: TIME, address: '10.0.0.9', agent: 'Firefox', current: true },
};
const refused = { address: '10.0.0.7', reason: 'missing', hive_id: 'gpu-9', count: 3, last_at: TIME };
const entry = (entry_id: number) => ({
  ...{ entry_id, at: TIME, who: 'person:ada', what: `thing_${entry_id}`, target: null, address: null },
  ...{ result: 'ok', count: 1 },
});

const setup = { user, setup_path: `/setup#${SECRET}`, expires_at: TIME };

/** What a queen answers to each request, without its path before `/v1/access`. */
const ANSWERS: Readonly<Record<string, unknown>> = {
  'GET /users': { items: [user] },
  'POST /users': setup,
  'POST /users/u2/setup': setup,
  'PATCH /users/u2': user,
  'GET /hives': { items: [hive, { ...hive, hive_id: 'old', revoked_at: TIME }], refused: [refused] },
  'GET /invites': { items: [invite] },
  'POST /invites': { invite, join: 'rbee1.abc' },
  'GET /tokens': { items: [token] },
  'POST /tokens': { token, secret: `rbt_${SECRET}` },
  'GET /sessions': { items: [session] },
  'GET /sessions?all=true': {
    items: [session, { ...session, session_id: 's2', user_name: 'bob', current: false }],
  },
  'GET /audit?limit=50': { items: [entry(2)], next_cursor: '2' },
  'GET /audit?limit=50&cursor=2': { items: [entry(1)], next_cursor: null },
};

/** A page of a queen with access control, at a path below the queen's own. */
export function openAccess(path: string, role: Role | null, given: Partial<AccessState> = {}) {
  window.happyDOM.setURL(`${QUEEN}${path}`);
  let me: AccessState['me'] = role && meOf(role);
  const asked: { readonly what: string; readonly body: unknown }[] = [];
  const refusals = new Map<string, { readonly status: number; readonly code: string }>();
  const fetch: typeof globalThis.fetch = async (url, { method, body } = {}) => {
    // What the queen says of itself and of the past is not known here.
    if (!String(url).includes('/v1/access')) return new Promise(() => {});
    const what = `${method} ${String(url).replace(`${QUEEN}/v1/access`, '')}`;
    asked.push({ what, body: body === undefined ? undefined : JSON.parse(`${body}`) });
    const refusal = refusals.get(what);
    if (refusal)
      return Response.json(
        { ...refusal, type: 'about:blank', title: 'x', detail: 'No.' },
        PROBLEM(refusal.status),
      );
    if (what === 'POST /sign-in' || what === 'POST /setup') me = meOf('admin');
    if (what === 'POST /sign-out') me = null;
    if (what === 'GET ') return Response.json({ ...USUAL, ...given, me });
    return what in ANSWERS ? Response.json(ANSWERS[what]) : Response.json(me ?? {});
  };
  const listeners = new Set<() => void>();
  const unauthorized: FleetState['connection'] = {
    ...STATE.connection,
    ...{ state: 'unauthorized', error: 'No.' },
  };
  let state: FleetState = me || given.control === false ? STATE : { ...STATE, connection: unauthorized };
  const put = (connection: FleetState['connection']): void => {
    state = { ...state, connection };
    for (const listener of listeners) listener();
  };
  const store: HeartbeatStore = {
    getState: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onEvent: () => () => {},
    close: () => {},
    retry: () => put(STATE.connection),
    client: createQueenClient({ baseUrl: QUEEN, fetch }),
  };
  render(
    <HeartbeatProvider store={store}>
      <App queenUrl={QUEEN} store={store} />
    </HeartbeatProvider>,
  );
  const endSession = (): void => {
    me = null;
    put(unauthorized);
  };
  return { asked, refusals, endSession };
}

const PROBLEM = (status: number) => ({ status, headers: { 'content-type': 'application/problem+json' } });
const USUAL = { control: true, reachable: true, needs_setup: false, passkeys: false, providers: [] };
