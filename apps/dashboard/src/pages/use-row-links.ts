import type { FleetWorker } from '@rbee/queen-rbee-sdk';
import { useMemo } from 'react';
import { useAddress } from '../frame/index.ts';
import { placeOfWorker } from './places.ts';

/** What the rows of a machine's workers need of the page: their columns in the address, and the ways to workers. */
export function useRowLinks() {
  const { view, hrefOf, go, change } = useAddress();
  return useMemo(
    () => ({
      hrefOf: (worker: FleetWorker) => hrefOf(placeOfWorker(worker)),
      onOpen: (worker: FleetWorker) => go(placeOfWorker(worker)),
      columns: view.cols,
      onColumns: (cols: string) => change({ cols }),
    }),
    [view.cols, hrefOf, go, change],
  );
}
