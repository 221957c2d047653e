import { addressGroup } from './address-group.ts';
import { Delays } from './delays.ts';

/** What is tried. */
export interface Trial {
  readonly kind: 'sign_in' | 'set_up' | 'join';
  readonly address: string;
  /** Name of the account as names are compared; absent for secrets that nobody can guess. */
  readonly name?: string;
  /** The account was used from this address before: others who try its passwords do not slow it down here. */
  readonly isKnownAddress?: boolean;
}

/** An attempt that may be made. It counts as failed unless one of these is called at its end. */
export interface Attempt {
  succeed(): void;
  /** It was given up before the secret was looked at. */
  undo(): void;
}

/** The waits of attempts by address and by account ([A8]). */
export class Attempts {
  readonly #now: () => number;
  readonly #byAddress = new Delays({ free: 5, maxWaitMs: 600_000 });
  readonly #byName = new Delays({ free: 5, maxWaitMs: 60_000 });

  /** `now` is a clock that never goes back, in milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Begins an attempt; or the seconds to wait before the next one. */
  start({ kind, address, name, isKnownAddress = false }: Trial): Attempt | number {
    const now = this.#now();
    const from = `${kind} ${addressGroup(address)}`;
    const slowed = name === undefined || isKnownAddress ? null : name;
    const wait = Math.max(
      this.#byAddress.waitMs(from, now),
      slowed === null ? 0 : this.#byName.waitMs(slowed, now),
    );
    if (wait > 0) return Math.ceil(wait / 1000);
    this.#byAddress.start(from, name ?? null, now);
    if (slowed !== null) this.#byName.start(slowed, null, now);
    return {
      succeed: () => {
        this.#byAddress.succeed(from, name ?? null);
        if (slowed !== null) this.#byName.succeed(slowed, null);
      },
      undo: () => {
        this.#byAddress.undo(from);
        if (slowed !== null) this.#byName.undo(slowed);
      },
    };
  }
}
