import { ProblemList } from '@rbee/queen-rbee-react';
import type { FleetProblem } from '@rbee/queen-rbee-sdk';
import { useAddress } from '../frame/index.ts';
import { placeOfProblem } from './places.ts';

interface ProblemsProps {
  readonly problems: readonly FleetProblem[];
  /** Only the first three, for the top of the fleet. */
  readonly compact?: boolean;
}

/** What is wrong, with ways to those whom it is about. */
export function Problems({ problems, compact = false }: ProblemsProps) {
  const { hrefOf, go } = useAddress();
  return (
    <ProblemList
      problems={problems}
      compact={compact}
      hrefOf={(problem) => {
        const place = placeOfProblem(problem);
        return place && hrefOf(place);
      }}
      onOpen={(problem) => {
        const place = placeOfProblem(problem);
        if (place) go(place);
      }}
      moreHref={hrefOf({ page: 'problems' })}
      onMore={() => go({ page: 'problems' })}
    />
  );
}
