import { createHeartbeatStore, type FleetState, type HeartbeatStore } from '@rbee/queen-rbee-sdk';

/** The largest fleet of which every sample is read, and by so many hives more a second is added. */
const HIVES_PER_S = 100;
const SECOND_MS = 1_000;
/** The longest time that a stream can be asked for ([S9]). */
const LONGEST_MS = 60 * SECOND_MS;

/** The time between two samples of a hive for which reading a fleet costs little, milliseconds. */
export const intervalFor = (hives: number): number =>
  Math.min(LONGEST_MS, SECOND_MS * Math.max(1, Math.ceil(hives / HIVES_PER_S)));

/** Opens the stream of a queen with at most one sample of each hive in a time. */
export type OpenStore = (intervalMs: number) => HeartbeatStore;

/**
 * Follows the fleet of a queen. A large fleet is asked for fewer samples, unless the interval is given: when it turns out to
 * be larger or much smaller than thought, the stream is opened again, and until that is live the former one stays.
 */
export class FleetWatch {
  readonly #open: OpenStore;
  readonly #isFixed: boolean;
  readonly #now: () => number;
  #store: HeartbeatStore;
  #intervalMs: number;
  #onChange: () => void = () => {};
  #leave: () => void = () => {};
  #next:
    | { readonly store: HeartbeatStore; readonly intervalMs: number; readonly leave: () => void }
    | undefined;
  #connection = '';
  #since: number;

  constructor({ open, intervalMs, now }: WatchOptions) {
    this.#open = open;
    this.#isFixed = intervalMs !== undefined;
    this.#intervalMs = intervalMs ?? SECOND_MS;
    this.#now = now;
    this.#since = now();
    this.#store = open(this.#intervalMs);
  }

  /** The time between two samples of a hive that was asked for, milliseconds. */
  get intervalMs(): number {
    return this.#intervalMs;
  }

  /** Since when the connection is as it is, by the clock of `now`. */
  get since(): number {
    return this.#since;
  }

  getState(): FleetState {
    return this.#store.getState();
  }

  /** Begins to follow the fleet; `onChange` is called after each change of the state. */
  start(onChange: () => void): void {
    this.#onChange = onChange;
    this.#follow();
  }

  #follow(): void {
    this.#leave = this.#store.subscribe(() => this.#changed());
  }

  stop(): void {
    this.#next?.store.close();
    this.#leave();
    this.#store.close();
  }

  #changed(): void {
    const { connection, queen } = this.#store.getState();
    if (connection.state !== this.#connection) {
      this.#connection = connection.state;
      this.#since = this.#now();
    }
    if (queen && connection.state === 'live') this.#adapt(queen.hive_ids.length);
    this.#onChange();
  }

  #adapt(hives: number): void {
    const wanted = intervalFor(hives);
    // Some hives more or less change nothing: each opening costs the whole state.
    const isFar = wanted > this.#intervalMs * 1.5 || wanted * 2 < this.#intervalMs;
    if (this.#isFixed || this.#next || !isFar) return;
    const store = this.#open(wanted);
    const leave = store.subscribe(() => this.#replace());
    this.#next = { store, intervalMs: wanted, leave };
  }

  /** Goes over to the next stream once that has the fleet. */
  #replace(): void {
    if (!this.#next) return;
    const { store, intervalMs, leave } = this.#next;
    const { connection, hives, queen } = store.getState();
    if (connection.state !== 'live' || hives.length < (queen?.hive_ids.length ?? 0)) return;
    this.#next = undefined;
    this.#leave();
    this.#store.close();
    this.#store = store;
    this.#intervalMs = intervalMs;
    this.#follow();
    leave();
    this.#changed();
  }
}

/** How a fleet is followed. */
export interface WatchOptions {
  readonly open: OpenStore;
  /** The time between two samples of a hive; undefined: by the size of the fleet. */
  readonly intervalMs: number | undefined;
  /** Milliseconds of `performance.now()`. */
  readonly now: () => number;
}

/** The queen whose fleet is followed. */
export interface WatchedQueen {
  readonly baseUrl: string;
  /** It runs on this machine, and is asked not to compress, as that costs both more than it saves. */
  readonly isLocal: boolean;
  readonly token?: string | (() => Promise<string>);
}

/** Opens stores of a queen. */
export function openStoreOf({ isLocal, ...queen }: WatchedQueen, fetchIt: typeof fetch): OpenStore {
  return (intervalMs) =>
    createHeartbeatStore({
      ...queen,
      headers: isLocal ? { 'accept-encoding': 'identity' } : {},
      fetch: (input, init) => {
        const url = new URL(String(input));
        url.searchParams.set('interval_ms', String(intervalMs));
        return fetchIt(url, init);
      },
    });
}
