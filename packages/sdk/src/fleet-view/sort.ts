import { modelsOf } from '@rbee/contract';
import { engineText } from './engine-text.ts';
import { WORKER_FIGURES, type WorkerFigureName } from './figures.ts';
import { cardsOf, type FleetWorker, WORKER_STATES } from './fleet-hive.ts';

/** The texts by which workers are sorted. */
const TEXTS = {
  model: ({ stats }: FleetWorker) => modelsOf(stats)[0],
  worker: ({ id }: FleetWorker) => id,
  engine: ({ stats: { engine } }: FleetWorker) => engine && engineText(engine),
  card: (worker: FleetWorker) => cardsOf(worker)[0],
} as const satisfies Readonly<Record<string, (worker: FleetWorker) => string | undefined>>;

/** By what workers are sorted: their state in the order of `WORKER_STATES`, a text, or a figure. */
export type WorkerSortKey = 'state' | keyof typeof TEXTS | WorkerFigureName;

/** An order of workers. */
export interface WorkerSort {
  readonly by: WorkerSortKey;
  readonly descending: boolean;
}

const KEYS: ReadonlySet<string> = new Set(['state', ...Object.keys(TEXTS), ...Object.keys(WORKER_FIGURES)]);

/** Reads an order such as `gpu`, or `-gpu` with the largest first; undefined if there is no such key. */
export function parseSort(text: string): WorkerSort | undefined {
  const descending = text.startsWith('-');
  const by = descending ? text.slice(1) : text;
  return KEYS.has(by) ? { by: by as WorkerSortKey, descending } : undefined;
}

/** An order as text, as `parseSort` reads it. */
export const sortText = ({ by, descending }: WorkerSort): string => `${descending ? '-' : ''}${by}`;

const { compare } = new Intl.Collator('en', { numeric: true });

/**
 * Workers in an order. Those of which the figure or text is not known come last in both directions, with figures of silent hives, which are not
 * of now. Equal ones are in the order of their ids. It is quick if they are nearly in order.
 */
export function sortedWorkers(
  workers: readonly FleetWorker[],
  { by, descending }: WorkerSort,
): FleetWorker[] {
  const direction = descending ? -1 : 1;
  const figureOrText = valuesBy(by);
  const rows = workers.map((worker) => ({ worker, value: figureOrText(worker) }));
  rows.sort((a, b) => {
    if (a.value === undefined || b.value === undefined) {
      return Number(a.value === undefined) - Number(b.value === undefined) || byId(a.worker, b.worker);
    }
    return direction * difference(a.value, b.value) || byId(a.worker, b.worker);
  });
  return rows.map(({ worker }) => worker);
}

const byId = (a: FleetWorker, b: FleetWorker): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

const difference = (a: string | number, b: string | number): number =>
  typeof a === 'number' && typeof b === 'number' ? a - b : compare(String(a), String(b));

function valuesBy(by: WorkerSortKey): (worker: FleetWorker) => string | number | undefined {
  if (by === 'state') return ({ state }) => WORKER_STATES.indexOf(state);
  if (by in TEXTS) return TEXTS[by as keyof typeof TEXTS];
  return (worker) => (worker.state === 'silent' ? undefined : worker.figure(by as WorkerFigureName));
}
