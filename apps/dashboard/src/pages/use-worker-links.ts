import type { FleetWorker } from '@rbee/queen-rbee-sdk';
import { useMemo } from 'react';
import { useAddress } from '../frame/index.ts';
import { placeOfWorker } from './places.ts';
import { usePeek } from './use-peek.tsx';

/** What a list of workers needs of the page: the ways to their pages and to a short look, and the one that is looked at. */
export function useWorkerLinks() {
  const { hrefOf, go } = useAddress();
  const { peeked, onWorker } = usePeek();
  // Rows are rendered again when their links are others.
  const ways = useMemo(
    () => ({
      hrefOf: (worker: FleetWorker) => hrefOf(placeOfWorker(worker)),
      onOpen: (worker: FleetWorker) => go(placeOfWorker(worker)),
    }),
    [hrefOf, go],
  );
  return { ...ways, onPeek: onWorker, peeked: peeked?.kind === 'worker' ? peeked.id : undefined };
}
