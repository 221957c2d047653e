import type { ProcessStats } from '@rbee/contract';
import { LIMITS } from '@rbee/contract/plain';
import type { Files } from '../files/index.ts';
import { byAge, type Process } from '../processes/index.ts';
import type { NamedWorker, Worker } from '../workers/index.ts';
import { AddressBook, type Addressed } from './address-book.ts';
import { readContainer } from './container.ts';
import { modelNames } from './model-names.ts';
import { OllamaStore } from './ollama-store.ts';

/**
 * Determines instance, models and container of workers. Keeps the instance of a worker and the container of its root for
 * as long as the worker runs.
 */
export class Namer {
  readonly #files: Files;
  readonly #procRoot: string;
  readonly #addresses: AddressBook;
  readonly #store: OllamaStore;
  #names: InstanceNames = new Map();
  #containers: ReadonlyMap<string, ProcessStats['container']> = new Map();

  constructor(files: Files, procRoot: string) {
    this.#files = files;
    this.#procRoot = procRoot;
    this.#addresses = new AddressBook(files, procRoot);
    this.#store = new OllamaStore(files, procRoot);
  }

  /** Names these workers and drops the state of all others; `atMs` is monotonic time, milliseconds. */
  name(workers: readonly Worker[], atMs: number): readonly NamedWorker[] {
    const asking = this.#addresses.look(workers, atMs).filter((it) => !isIdle(it));
    this.#names = instanceNames(asking, this.#names);
    this.#containers = new Map(asking.map(({ worker }) => [worker.root.key, this.#containerOf(worker)]));
    return asking.map(({ worker, asked, refused }) => {
      const { key } = worker.root;
      const { models, unnamed } = modelNames(worker, this.#store, atMs);
      return {
        worker,
        instance: this.#names.get(key)?.given ?? asked,
        models,
        container: this.#containers.get(key),
        unknown: {
          ...(unnamed && { [models.length === 0 ? 'model' : 'models']: unnamed }),
          ...(refused ? { instance: 'permission' as const } : {}),
        },
      };
    });
  }

  #containerOf({ root: { key, pid } }: Worker): ProcessStats['container'] {
    const known = this.#containers.has(key);
    return known ? this.#containers.get(key) : readContainer(this.#files, this.#procRoot, pid);
  }
}

/** True for an application whose server is switched off. */
const isIdle = ({ worker, silent }: Addressed): boolean => silent && worker.told?.engine?.mayBeIdle === true;

interface Naming {
  readonly asked: string;
  readonly given: string;
}

/** Names by process key: of each worker's root, and of the servers in its tree, of which one may replace the root. */
type InstanceNames = ReadonlyMap<string, Naming>;

/**
 * Gives each worker of a group a unique name. On a conflict the order is: a name from a cgroup, a worker that had the
 * name in the previous sample, the oldest worker. The others are named `<name>-<pid>`.
 */
export function instanceNames(
  asking: readonly Pick<Addressed, 'worker' | 'asked'>[],
  before: InstanceNames,
): InstanceNames {
  const rank = ({ name, root }: Worker) => (name !== null ? 0 : before.has(root.key) ? 1 : 2);
  const inOrder = asking.toSorted(
    (a, b) => rank(a.worker) - rank(b.worker) || byAge(a.worker.root, b.worker.root),
  );
  const taken = new Set<string>();
  const names = new Map<string, Naming>();
  const heirs: (readonly [Process, Naming])[] = [];
  for (const { worker, asked } of inOrder) {
    const { group, root, members } = worker;
    const isFree = (name: string) => !taken.has(`${group}/${name}`);
    const earlier = before.get(root.key);
    const wanted = worker.name === null && earlier?.asked === asked ? earlier.given : asked;
    const given = isFree(wanted) ? wanted : freeName(asked, root.pid, isFree);
    taken.add(`${group}/${given}`);
    names.set(root.key, { asked, given });
    for (const it of members) if (it.identity && it !== root) heirs.push([it, { asked, given }]);
  }
  for (const [{ key }, naming] of heirs) if (!names.has(key)) names.set(key, naming);
  return names;
}

function freeName(asked: string, pid: number, isFree: (name: string) => boolean): string {
  for (let attempt = 1; ; attempt += 1) {
    const suffix = attempt === 1 ? `-${pid}` : `-${pid}-${attempt}`;
    const name = asked.slice(0, LIMITS.maxNameChars - suffix.length) + suffix;
    if (isFree(name)) return name;
  }
}
