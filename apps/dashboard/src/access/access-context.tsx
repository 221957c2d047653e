import { useConnection } from '@rbee/queen-rbee-react';
import type { AccessCalls, AccessState, HeartbeatStore, Scope } from '@rbee/queen-rbee-sdk';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';

/** Who uses the page, and what that person may do ([A1]). */
export interface PageAccess {
  /** Null until the queen has told it. */
  readonly state: AccessState | null;
  /** Undefined for a store without a client. */
  readonly calls: AccessCalls | undefined;
  /** True if somebody has to sign in before anything is shown. */
  readonly isRefused: boolean;
  /** True if the queen will not refuse what needs this scope; false until that is known. */
  readonly may: (scope: Scope) => boolean;
  /** Asks again who uses the page, such as after a sign-in, and connects if it is somebody. */
  readonly ask: () => Promise<void>;
}

const AccessContext = createContext<PageAccess | null>(null);

/** The first figures are shown before the page asks for anything else, milliseconds. */
const AFTER_FIRST_MS = 500;

/** Asks the queen who uses the page: after each connection, and when the stream is refused. */
export function AccessProvider({
  store,
  children,
}: {
  readonly store: Pick<HeartbeatStore, 'client' | 'retry'>;
  readonly children: ReactNode;
}) {
  const calls = store.client?.access;
  const { state: connection } = useConnection();
  const [state, setState] = useState<AccessState | null>(null);
  const isUnauthorized = connection === 'unauthorized';
  const ask = useCallback(async () => {
    if (!calls) return;
    const answer = await calls.state();
    setState(answer);
    if (answer.me !== null || !answer.control) store.retry?.();
  }, [calls, store]);
  const isSettled = connection === 'live' || isUnauthorized;
  useEffect(() => {
    if (!isSettled) return;
    const look = (): void => {
      // What it is asked for is not shown then; the next connection asks again.
      calls?.state().then(setState, () => {});
    };
    const timer = setTimeout(look, isUnauthorized ? 0 : AFTER_FIRST_MS);
    return () => clearTimeout(timer);
  }, [isSettled, isUnauthorized, calls]);
  const access = useMemo(
    (): PageAccess => ({
      state,
      calls,
      isRefused: isUnauthorized || (state?.control === true && state.me === null),
      may: (scope) => state !== null && (!state.control || state.me?.scopes.includes(scope) === true),
      ask,
    }),
    [state, calls, isUnauthorized, ask],
  );
  return <AccessContext.Provider value={access}>{children}</AccessContext.Provider>;
}

/** Who uses the page. */
export function useAccess(): PageAccess {
  const access = useContext(AccessContext);
  if (!access) throw new Error('useAccess needs an <AccessProvider> around it');
  return access;
}
