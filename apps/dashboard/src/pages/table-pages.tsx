import { ModelPage, ModelTable, WorkerGrid } from '@rbee/queen-rbee-react';
import { type FleetWorker, modelsOfWorkers } from '@rbee/queen-rbee-sdk';
import { useMemo } from 'react';
import type { View } from '../address.ts';
import { useAddress, usePreferences } from '../frame/index.ts';
import { useWorkerLinks } from './use-worker-links.ts';

/** What a table of workers needs of the page: its order and columns in the address, and the ways to workers. */
function useWorkerTable() {
  const { view, change, returned } = useAddress();
  const { preferences } = usePreferences();
  return {
    ...useWorkerLinks(),
    startAt: returned?.entry,
    density: view.density === 'auto' ? preferences.density : view.density,
    sort: view.sort === '' ? undefined : view.sort,
    columns: view.cols === '' ? undefined : view.cols,
    onChange: ({ columns, sort }: { readonly columns: string; readonly sort: string }) =>
      change({ cols: columns, sort } satisfies Partial<View>),
  };
}

/** All workers that the filter leaves, as a table. */
export function WorkersTable({ workers }: { readonly workers: readonly FleetWorker[] }) {
  return <WorkerGrid workers={workers} {...useWorkerTable()} />;
}

/** The models of the workers that the filter leaves. */
export function ModelsPage({ workers }: { readonly workers: readonly FleetWorker[] }) {
  const { view, hrefOf, go, change } = useAddress();
  const models = useMemo(() => modelsOfWorkers(workers), [workers]);
  return (
    <ModelTable
      models={models}
      hrefOf={(name) => hrefOf({ page: 'model', name })}
      onOpen={(name) => go({ page: 'model', name })}
      sort={view.sort === '' ? undefined : view.sort}
      onSort={(sort) => change({ sort })}
    />
  );
}

/** One model with its workers. */
export function OneModelPage({
  name,
  workers,
}: {
  readonly name: string;
  readonly workers: readonly FleetWorker[];
}) {
  return <ModelPage name={name} workers={workers} {...useWorkerTable()} />;
}
