import type { HiveTokenList, TokenFault } from '@rbee/contract';
import { addressGroup } from '../attempts/index.ts';
import { timeText } from '../clock.ts';

interface RefusedAddress {
  readonly address: string;
  readonly reason: TokenFault;
  readonly hiveId: string | null;
  readonly count: number;
  readonly at: number;
}

const MAX_ADDRESSES = 64;
const FORGET_MS = 3_600_000;

/** The addresses whose heartbeats were refused in the last hour; the one that was refused longest ago makes room for another. */
export class RefusedAddresses {
  readonly #byGroup = new Map<string, RefusedAddress>();

  note(refused: { address: string; fault: TokenFault; hiveId: string | null }, at: number): void {
    const group = addressGroup(refused.address);
    const count = (this.#byGroup.get(group)?.count ?? 0) + 1;
    this.#byGroup.delete(group);
    const { address, fault: reason, hiveId } = refused;
    this.#byGroup.set(group, { address, reason, hiveId, count, at });
    if (this.#byGroup.size <= MAX_ADDRESSES) return;
    const [oldest] = this.#byGroup.keys();
    if (oldest !== undefined) this.#byGroup.delete(oldest);
  }

  /** The last one first. */
  list(now: number): HiveTokenList['refused'] {
    for (const [group, it] of this.#byGroup) if (now - it.at >= FORGET_MS) this.#byGroup.delete(group);
    return [...this.#byGroup.values()].reverse().map(({ address, reason, hiveId, count, at }) => ({
      address,
      reason,
      hive_id: hiveId,
      count,
      last_at: timeText(at),
    }));
  }
}
