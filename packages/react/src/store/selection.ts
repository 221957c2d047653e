import type { FleetState, HeartbeatStore } from '@rbee/queen-rbee-sdk';
import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import { UNOPENED } from './unopened.ts';

/** Takes the wanted part out of the fleet's state. */
export type FleetSelector<T> = (state: FleetState) => T;

/**
 * The selected part of a store's state. The component renders again only when `isEqual` says that the
 * part changed; a part that is equal keeps its identity.
 */
export function useSelection<T>(
  store: HeartbeatStore,
  selector: FleetSelector<T>,
  isEqual: (a: T, b: T) => boolean = Object.is,
): T {
  const shown = useRef<{ readonly value: T } | null>(null);
  const [getSnapshot, getServerSnapshot] = useMemo(() => {
    const snapshotOf = () => memoize(selector, isEqual, () => shown.current);
    const [live, server] = [snapshotOf(), snapshotOf()];
    return [() => live(store.getState()), () => server(UNOPENED)] as const;
  }, [store, selector, isEqual]);
  const value = useSyncExternalStore(store.subscribe, getSnapshot, getServerSnapshot);
  useEffect(() => {
    shown.current = { value };
  }, [value]);
  return value;
}

/** A selector that gives its last result, or the one on screen, for as long as that equals the present one. */
function memoize<T>(
  selector: FleetSelector<T>,
  isEqual: (a: T, b: T) => boolean,
  onScreen: () => { readonly value: T } | null,
): FleetSelector<T> {
  let last: { readonly state: FleetState; readonly value: T } | undefined;
  return (state) => {
    if (last?.state === state) return last.value;
    const fresh = selector(state);
    const before = last ?? onScreen();
    last = { state, value: before && isEqual(before.value, fresh) ? before.value : fresh };
    return last.value;
  };
}
