import {
  FleetTiles,
  ProblemList,
  QueenClock,
  SummaryStrip,
  useFleetPicture,
  useProblems,
  WorkerGrid,
} from '@rbee/queen-rbee-react';
import { parseFilter } from '@rbee/queen-rbee-sdk';
import { useMemo, useState } from 'react';

const hrefOf = (hiveId: string): string => `#${encodeURIComponent(hiveId)}`;

export function Lab() {
  const { hives, workers, totals } = useFleetPicture();
  const problems = useProblems(hives);
  const [filter, setFilter] = useState('');
  const matches = useMemo(() => parseFilter(filter).matches, [filter]);
  return (
    <QueenClock>
      <SummaryStrip totals={totals} hrefOf={(q) => `#${encodeURIComponent(q)}`} onFilter={setFilter} />
      <ProblemList problems={problems} hrefOf={({ subject }) => hrefOf(subject.hive_id ?? '')} compact />
      <FleetTiles hives={hives} hrefOf={hrefOf} onOpen={(hiveId) => setFilter(`hive:${hiveId}`)} />
      <input
        type="search"
        aria-label="Filter"
        placeholder="Filter: state:busy gpu>80"
        value={filter}
        onChange={(event) => setFilter(event.target.value)}
      />
      <WorkerGrid workers={workers.filter(matches)} hrefOf={({ hive }) => hrefOf(hive.hive_id)} />
    </QueenClock>
  );
}
