import { later } from '../later.tsx';

const tables = () => import('./table-pages.tsx');

/** Begins to load what a large fleet is shown with. That it cannot be loaded is said where it is shown. */
export function loadComb(): void {
  import('./comb-view.tsx').catch(() => {});
  tables().catch(() => {});
}

export const WorkersTable = later(async () => (await tables()).WorkersTable);
export const ModelsPage = later(async () => (await tables()).ModelsPage);
export const OneModelPage = later(async () => (await tables()).OneModelPage);
export const HistoryNotice = later(async () => (await import('./history-notice.ts')).HistoryNotice);
export const HivePage = later(async () => (await import('./hive-page.tsx')).HivePage);
export const WorkerPage = later(async () => (await import('./worker-page.tsx')).WorkerPage);
export const CombView = later(async () => (await import('./comb-view.tsx')).CombView);
export const PeekPanel = later(async () => (await import('./peek-panel.tsx')).PeekPanel);
export const NoHives = later(async () => (await import('./no-hives.tsx')).NoHives);
