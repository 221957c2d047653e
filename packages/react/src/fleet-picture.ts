import {
  type Connection,
  type FleetHive,
  type FleetState,
  type FleetTotals,
  type FleetWorker,
  fleetHive,
  type HeartbeatStore,
  type HiveState,
  type QueenHeartbeat,
  totalsOf,
} from '@rbee/queen-rbee-sdk';
import { startTransition, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { noteBeat } from './clock.ts';
import { serverStateOf, useStore } from './store.tsx';

/** The fleet at one moment, as the views of a page show it. */
export interface FleetPicture {
  readonly connection: Connection;
  /** The queen's last beat; null before the first. */
  readonly queen: QueenHeartbeat | null;
  /** Sorted by id. A hive without a new sample keeps its object. */
  readonly hives: readonly FleetHive[];
  /** The workers of all hives, in their order. */
  readonly workers: readonly FleetWorker[];
  readonly totals: FleetTotals;
}

/** Time over which pictures follow each other quickly, because a fleet arrives hive by hive, milliseconds. */
const ARRIVAL_MS = 3_000;
/** The pause between two of them: the more hives there are, the longer a picture takes. */
const arrivalPauseMs = (hives: number): number => 20 + hives / 5;

/** The pause while nobody sees the page: its title and icon tell the problems all the same. */
const HIDDEN_PAUSE_MS = 5_000;

/**
 * The whole fleet, live, but at most one picture in `intervalMs` (default 1000): a page of many hives is rendered once a second and not
 * with each sample of each of them. A page that nobody sees is rendered every five seconds. What changes of the connection is shown at once.
 */
export function useFleetPicture(intervalMs = 1_000): FleetPicture {
  const store = useStore();
  const pictures = useMemo(() => new Pictures(store, intervalMs), [store, intervalMs]);
  const [shown, setShown] = useState({ of: pictures, picture: pictures.current() });
  useEffect(() => {
    // Rendered in short tasks: a picture of a thousand hives takes longer than a reader may wait for an answer to a click.
    const show = (): void => startTransition(() => setShown({ of: pictures, picture: pictures.current() }));
    return pictures.subscribe(show);
  }, [pictures]);
  const isHydrating = useSyncExternalStore(neverChanges, isInBrowser, isOnServer);
  if (isHydrating) return pictures.ofServer();
  return shown.of === pictures ? shown.picture : pictures.current();
}

const neverChanges = () => () => {};
/** True while a server renders, and until a browser has taken its page over: both must show the same. */
const isOnServer = (): boolean => true;
const isInBrowser = (): boolean => false;

const isHidden = (): boolean => globalThis.document?.visibilityState === 'hidden';

/** Makes pictures of a store's state, in a steady rhythm while somebody looks. */
class Pictures {
  readonly #store: HeartbeatStore;
  readonly #intervalMs: number;
  #state: FleetState;
  #picture: FleetPicture;
  #subscribedAt = Number.NEGATIVE_INFINITY;
  #madeAt = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #server: FleetPicture | undefined;
  #prepared: FleetState['hives'] = [];

  constructor(store: HeartbeatStore, intervalMs: number) {
    this.#store = store;
    this.#intervalMs = intervalMs;
    this.#state = store.getState();
    this.#picture = pictureOf(this.#state);
  }

  readonly current = (): FleetPicture => this.#picture;

  readonly ofServer = (): FleetPicture => {
    this.#server ??= pictureOf(serverStateOf(this.#store));
    return this.#server;
  };

  /** Calls the listener with every picture; at once if there is one that is newer than the present. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#subscribedAt = performance.now();
    const leave = this.#store.subscribe(() => this.#changed(listener));
    const seeAgain = (): void => {
      if (isHidden() || this.#timer === undefined) return;
      this.#renew(listener);
    };
    globalThis.document?.addEventListener('visibilitychange', seeAgain);
    this.#changed(listener);
    return () => {
      leave();
      globalThis.document?.removeEventListener('visibilitychange', seeAgain);
      clearTimeout(this.#timer);
      this.#timer = undefined;
    };
  };

  #changed(listener: () => void): void {
    const state = this.#store.getState();
    if (state === this.#state) return;
    this.#prepare(state);
    const now = performance.now();
    const isArriving = now - this.#subscribedAt < ARRIVAL_MS;
    const pauseMs = isArriving
      ? Math.min(arrivalPauseMs(state.hives.length), this.#intervalMs)
      : isHidden()
        ? Math.max(HIDDEN_PAUSE_MS, this.#intervalMs)
        : this.#intervalMs;
    const isUrgent = state.connection.state !== this.#state.connection.state;
    const waitMs = isUrgent ? 0 : this.#madeAt + pauseMs - now;
    if (waitMs <= 0) this.#renew(listener);
    else this.#timer ??= setTimeout(() => this.#renew(listener), waitMs);
  }

  /** Makes what the next picture needs of hives when their samples come, and not of all of them at once. */
  #prepare({ connection, hives }: FleetState): void {
    if (hives === this.#prepared) return;
    const isConnected = connection.state === 'live';
    for (const [index, hive] of hives.entries()) {
      if (hive !== this.#prepared[index]) totalsOf([fleetHive(hive, isConnected)]);
    }
    this.#prepared = hives;
  }

  #renew(listener: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#madeAt = performance.now();
    this.#state = this.#store.getState();
    noteBeat(this.#state);
    this.#picture = pictureOf(this.#state, this.#picture);
    listener();
  }
}

function pictureOf({ connection, queen, hives }: FleetState, last?: FleetPicture): FleetPicture {
  const isConnected = connection.state === 'live';
  const views = hives.map((hive: HiveState) => fleetHive(hive, isConnected));
  const isSame =
    last?.hives.length === views.length && views.every((view, index) => view === last.hives[index]);
  if (isSame && last) return { ...last, connection, queen };
  const workers = views.flatMap((hive) => hive.workers);
  return { connection, queen, hives: views, workers, totals: totalsOf(views) };
}
