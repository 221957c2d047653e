import type { ReactNode } from 'react';
import { QueenClockContext, useQueenClock } from './clock.ts';
import { useQueen } from './use-fleet.ts';

/** Ages in the parts below it are counted by the queen's clock, as its last beat tells it ([H7]), and not by that of this machine. */
export function QueenClock({ children }: { readonly children: ReactNode }) {
  const queen = useQueen();
  const clock = useQueenClock(queen?.timestamp);
  return <QueenClockContext.Provider value={clock}>{children}</QueenClockContext.Provider>;
}
