import type { Clock } from '@rbee/hive';
import { type FetchQueen, joinQueen } from '@rbee/hive';
import type { Tally } from '../report/index.ts';

/** The invite of a fleet, and how to reach its queen. */
export interface FleetTokensOptions {
  readonly queenUrl: URL;
  /** The code; the invite has a use for each hive. */
  readonly code: string;
  readonly fetch: FetchQueen;
  readonly clock: Clock;
  readonly stop: AbortSignal;
  readonly tally: Pick<Tally, 'note'>;
}

/** Hives that join at the same time. */
const MAX_JOINING = 16;
/** Wait after a queen could not take a hive yet, milliseconds. */
const AGAIN_MS = 1_000;

/** The tokens of a simulated fleet ([A3]), in memory only: each hive joins before its first heartbeat. */
export class FleetTokens {
  readonly #options: FleetTokensOptions;
  readonly #tokens = new Map<string, string>();
  readonly #joining = new Set<string>();
  /** Hives whose join was refused: the same invite is refused again. */
  readonly #refused = new Set<string>();
  /** Monotonic milliseconds. */
  #notBeforeMs = 0;

  constructor(options: FleetTokensOptions) {
    this.#options = options;
  }

  /** The token of a hive; undefined while it has none, in which case it joins now if it can. */
  of(hiveId: string): string | undefined {
    const token = this.#tokens.get(hiveId);
    if (token === undefined && this.#canJoin(hiveId)) void this.#join(hiveId);
    return token;
  }

  #canJoin(hiveId: string): boolean {
    return (
      this.#joining.size < MAX_JOINING &&
      this.#options.clock.monotonic() >= this.#notBeforeMs &&
      !this.#joining.has(hiveId) &&
      !this.#refused.has(hiveId)
    );
  }

  async #join(hiveId: string): Promise<void> {
    const { queenUrl, code, fetch, clock, stop, tally } = this.#options;
    this.#joining.add(hiveId);
    const result = await joinQueen({ queenUrl, code, hiveId, fetch, clock, signal: stop });
    this.#joining.delete(hiveId);
    if (result.kind === 'joined') this.#tokens.set(hiveId, result.token);
    else if (result.kind === 'unneeded') {
      this.#refused.add(hiveId);
      tally.note('the queen has no access control; leave out --join');
    } else {
      tally.note(result.reason);
      if (result.kind === 'refused') this.#refused.add(hiveId);
      else this.#notBeforeMs = clock.monotonic() + Math.max(AGAIN_MS, result.afterMs ?? 0);
    }
  }
}
