import type { ProcessStats, UnknownFields, UnknownReason } from '@rbee/contract';
import { readContainer } from '../containers/index.ts';
import { type Files, reasonOf } from '../files/index.ts';
import { modelOf, type Worker } from '../workers/index.ts';
import { type Addressed, createAddressBook } from './address-book.ts';
import { type InstanceNames, instanceNames } from './instance-names.ts';
import { createOllamaStore, type OllamaStore } from './ollama-store.ts';

/** Says what workers are called: instance, model, container. */
export interface Namer {
  /** Names these workers, and forgets all others; `atMs` is of the monotonic clock. */
  name(workers: readonly Worker[], atMs: number): readonly NamedWorker[];
}

/** Remembers the instance of a worker, and the container of its root, for as long as it runs. */
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

/** An application that has its server switched off. */
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

/** A worker, with what it is called. */
export interface NamedWorker {
  readonly worker: Worker;
  readonly instance: string;
  readonly model: string | null;
  readonly container: ProcessStats['container'];
  /** Why one of these is not known ([W2]). */
  readonly unknown: UnknownFields;
}
