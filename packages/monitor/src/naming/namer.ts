import type { ProcessStats, UnknownFields, UnknownReason } from '@rbee/contract';
import { readContainer } from '../containers/index.ts';
import { type Files, reasonOf } from '../files/index.ts';
import { modelOf, type Worker } from '../workers/index.ts';
import { type Addressed, createAddressBook } from './address-book.ts';
import { type InstanceNames, instanceNames } from './instance-names.ts';
import { createOllamaStore, type OllamaStore } from './ollama-store.ts';

/** Determines instance, model and container of workers. */
export interface Namer {
  /** Names these workers and drops the state of all others; `atMs` is monotonic time, milliseconds. */
  name(workers: readonly Worker[], atMs: number): readonly NamedWorker[];
}

/** Keeps the instance of a worker and the container of its root for as long as the worker runs. */
export function createNamer(files: Files, procRoot: string): Namer {
  const addresses = createAddressBook(files, procRoot);
  const store = createOllamaStore(files, procRoot);
  let names: InstanceNames = new Map();
  let containers: ReadonlyMap<string, ProcessStats['container']> = new Map();
  return {
    name: (workers, atMs) => {
      const asking = addresses.look(workers, atMs).filter((it) => !isIdle(it));
      names = instanceNames(asking, names);
      containers = new Map(
        asking.map(({ worker: { root } }) => [
          root.key,
          containers.has(root.key) ? containers.get(root.key) : readContainer(files, procRoot, root.pid),
        ]),
      );
      return asking.map(({ worker, asked, refused }) => {
        const { key } = worker.root;
        const model = readModel(worker, store, atMs);
        const unknown = {
          ...(model.ok ? {} : { model: model.reason }),
          ...(refused ? { instance: 'permission' as const } : {}),
        };
        return {
          worker,
          instance: names.get(key)?.given ?? asked,
          model: model.ok ? model.name : null,
          container: containers.get(key),
          unknown,
        };
      });
    },
  };
}

/** True for an application whose server is switched off. */
const isIdle = ({ worker, silent }: Addressed): boolean => silent && worker.told?.engine?.mayBeIdle === true;

type Model =
  | { readonly ok: true; readonly name: string }
  | { readonly ok: false; readonly reason: UnknownReason };

function readModel(worker: Worker, store: OllamaStore, atMs: number): Model {
  const source = modelOf(worker);
  if (source.is === 'named') return { ok: true, name: source.name };
  if (source.is === 'unknown') return { ok: false, reason: source.reason };
  const name = store.nameOf(source.path, worker.root.pid, atMs);
  return name.ok ? { ok: true, name: name.value } : { ok: false, reason: reasonOf(name.refusal) };
}

/** A worker with its names. */
export interface NamedWorker {
  readonly worker: Worker;
  readonly instance: string;
  readonly model: string | null;
  readonly container: ProcessStats['container'];
  /** Reasons for names that are not known ([W2]). */
  readonly unknown: UnknownFields;
}
