import { Comb, Facets } from '@rbee/queen-rbee-react';
import type { FleetHive, FleetWorker } from '@rbee/queen-rbee-sdk';
import type { ReactNode } from 'react';
import { useAddress } from '../frame/index.ts';
import { WorkersTable } from './table-pages.tsx';
import { useWorkerLinks } from './use-worker-links.ts';

interface CombViewProps {
  readonly hives: readonly FleetHive[];
  /** All workers; the facets count among them. */
  readonly workers: readonly FleetWorker[];
  /** The workers that the filter leaves. */
  readonly found: readonly FleetWorker[];
  /** Shown above the comb. */
  readonly choice: ReactNode;
}

/** All workers as a comb, with facets beside it and the table below it. */
export function CombView({ hives, workers, found, choice }: CombViewProps) {
  const { view, change } = useAddress();
  const { onOpen, onPeek, peeked } = useWorkerLinks();
  return (
    <div className="beside">
      <Facets workers={workers} filter={view.q} onFilter={(q) => change({ q })} />
      <div className="beside-main">
        {choice}
        <Comb
          hives={hives}
          color={view.color}
          onColor={(color) => change({ color })}
          {...{ onOpen, onPeek, peeked }}
        />
        <WorkersTable workers={found} />
      </div>
    </div>
  );
}
