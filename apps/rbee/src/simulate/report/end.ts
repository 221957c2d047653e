import type { Tally } from './tally.ts';

/** How a simulation ended, as its exit status tells. */
export interface End {
  /** `refused`: all of it; `unheard`: nothing was accepted, and not because it was refused; `gone`: nothing any more. */
  readonly kind: 'well' | 'refused' | 'unheard' | 'gone';
  /** The last reason that was noted; empty if there was none. */
  readonly reason: string;
}

/** A shorter simulation may end before it is connected. */
const SHORTEST_MS = 1_000;

/** How a simulation ended after that time. `acceptedBefore` heartbeats had been accepted some seconds before its end. */
export function endOf({ total, lastReason: reason }: Tally, acceptedBefore: number, ranMs: number): End {
  const { accepted, refused, failed, heldBack } = total;
  if (accepted === 0) {
    if (refused > 0) return { kind: 'refused', reason };
    return {
      kind: ranMs >= SHORTEST_MS && (failed > 0 || heldBack > 0 || reason !== '') ? 'unheard' : 'well',
      reason,
    };
  }
  return { kind: accepted === acceptedBefore ? 'gone' : 'well', reason };
}
