import type { FleetWorker } from '@rbee/queen-rbee-sdk';
import { useMemo } from 'react';
import { useAddress } from '../frame/index.ts';
import { placeOfWorker } from './places.ts';
import { usePeek } from './use-peek.tsx';

/** What the rows of a machine's workers need of the page: their columns in the address, and the ways to workers. */
export function useRowLinks() {
  const { view, hrefOf, go, change } = useAddress();
  const { peeked: shown, onWorker } = usePeek();
  const peeked = shown?.kind === 'worker' ? shown.id : undefined;
  return useMemo(
    () => ({
      hrefOf: (worker: FleetWorker) => hrefOf(placeOfWorker(worker)),
      onOpen: (worker: FleetWorker) => go(placeOfWorker(worker)),
      onPeek: onWorker,
      peeked,
      columns: view.cols,
      onColumns: (cols: string) => change({ cols }),
    }),
    [view.cols, hrefOf, go, change, onWorker, peeked],
  );
}
