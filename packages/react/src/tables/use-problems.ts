import { type FleetHive, type FleetProblem, ProblemTracker } from '@rbee/queen-rbee-sdk';
import { useContext, useMemo, useRef, useState } from 'react';
import { QueenClockContext } from '../clock.ts';

/**
 * What is wrong with a fleet, the gravest first, followed from picture to picture: give it the hives of `useFleetPicture`. Use it once in a
 * page and hand the list on: each use follows the fleet for itself. Times are those of the queen's clock below a `<QueenClock>`, else of
 * this machine's.
 */
export function useProblems(hives: readonly FleetHive[]): readonly FleetProblem[] {
  const reading = useContext(QueenClockContext);
  const clock = useRef(reading);
  clock.current = reading;
  const [tracker] = useState(
    () =>
      new ProblemTracker(() =>
        clock.current === null ? Date.now() : clock.current.timeMs + performance.now() - clock.current.readAt,
      ),
  );
  return useMemo(() => tracker.update(hives), [tracker, hives]);
}
