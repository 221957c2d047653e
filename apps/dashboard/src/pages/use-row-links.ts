import { useMemo } from 'react';
import { useAddress } from '../frame/index.ts';
import { useWorkerLinks } from './use-worker-links.ts';

/** What the rows of a machine's workers need of the page: their columns in the address, and the ways to workers. */
export function useRowLinks() {
  const { view, change } = useAddress();
  const onColumns = useMemo(() => (cols: string) => change({ cols }), [change]);
  return { ...useWorkerLinks(), columns: view.cols, onColumns };
}
