import {
  Comb,
  type CombColor,
  ConnectionStatus,
  FleetTiles,
  SummaryStrip,
  useFleetPicture,
  WorkerGrid,
} from '@rbee/queen-rbee-react';
import { parseFilter } from '@rbee/queen-rbee-sdk';
import { useMemo, useState } from 'react';
import { Machine } from './machine.tsx';

const hrefOfHive = (hiveId: string): string => `#${encodeURIComponent(hiveId)}`;

/** The whole page. The parts tell what the reader wants; this page decides what happens then. */
export function LabStatus() {
  const { hives, workers, totals } = useFleetPicture();
  const [filter, setFilter] = useState('');
  const [color, setColor] = useState<CombColor>('gpu');
  const [chosen, setChosen] = useState<string>();
  const [isViolet, setViolet] = useState(false);
  const matches = useMemo(() => parseFilter(filter).matches, [filter]);
  const hive = hives.find((it) => it.hive.hive_id === chosen) ?? hives[0];
  return (
    <main className={isViolet ? 'lab lab--violet' : 'lab'}>
      <header className="lab-head">
        <h1>Lab status</h1>
        <ConnectionStatus />
        <button type="button" aria-pressed={isViolet} onClick={() => setViolet(!isViolet)}>
          Violet
        </button>
      </header>
      <SummaryStrip totals={totals} hrefOf={(q) => `#filter=${encodeURIComponent(q)}`} onFilter={setFilter} />
      <FleetTiles hives={hives} hrefOf={hrefOfHive} onOpen={setChosen} />
      <Comb
        hives={hives}
        color={color}
        onColor={setColor}
        onOpen={(worker) => setChosen(worker.hive.hive_id)}
      />
      {hive && <Machine key={hive.hive.hive_id} hive={hive} />}
      <section aria-labelledby="workers">
        <div className="lab-head">
          <h2 id="workers">Workers</h2>
          {filter !== '' && (
            <button type="button" onClick={() => setFilter('')}>
              {filter} ×
            </button>
          )}
        </div>
        <WorkerGrid
          workers={useMemo(() => workers.filter(matches), [workers, matches])}
          hrefOf={({ hive: { hive_id } }) => hrefOfHive(hive_id)}
          onOpen={({ hive: { hive_id } }) => setChosen(hive_id)}
          density="compact"
        />
      </section>
    </main>
  );
}
