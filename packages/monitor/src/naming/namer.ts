import type { ProcessStats } from '@rbee/contract';
import { cutText, LIMITS } from '@rbee/contract/plain';
import type { Files } from '../files/index.ts';
import { byAge, type Process } from '../processes/index.ts';
import { compareText, type NamedWorker, type Worker } from '../workers/index.ts';
import { AddressBook, type Addressed } from './address-book.ts';
import { readContainer } from './container.ts';
import { lastingNames, MAX_LASTING_CHARS } from './lasting-names.ts';
import { modelNames } from './model-names.ts';
import { OllamaStore } from './ollama-store.ts';
import { ProgramNames } from './program-names.ts';
import { SocketTable } from './socket-table.ts';

/**
 * Determines instance, models and container of workers. Keeps the instance of a worker and the container of its root for
 * as long as the worker runs.
 */
export class Namer {
  readonly #files: Files;
  readonly #procRoot: string;
  readonly #addresses: AddressBook;
  readonly #store: OllamaStore;
  readonly #programs: ProgramNames;
  #names: InstanceNames = new Map();
  #containers: ReadonlyMap<string, ProcessStats['container']> = new Map();
  #lasting = new Map<string, Lasting>();
  #addressed: readonly Addressed[] = [];
  #named: readonly NamedWorker[] = [];
  /** The same workers with the same addresses will have the same names. */
  #areFinal = false;

  /** `sockets` can be shared with others, so that each network namespace is read once in a sample. */
  constructor(files: Files, procRoot: string, sockets = new SocketTable(files, procRoot)) {
    this.#files = files;
    this.#procRoot = procRoot;
    this.#addresses = new AddressBook(sockets);
    this.#store = new OllamaStore(files, procRoot);
    this.#programs = new ProgramNames(files, procRoot);
  }

  /** Names these workers and drops the state of all others; `atMs` is monotonic time, milliseconds. */
  name(workers: readonly Worker[], atMs: number): readonly NamedWorker[] {
    const addressed = this.#addresses.look(workers, atMs);
    if (addressed !== this.#addressed || !this.#areFinal) this.#named = this.#nameAll(addressed, atMs);
    this.#addressed = addressed;
    return this.#named;
  }

  #nameAll(addressed: readonly Addressed[], atMs: number): readonly NamedWorker[] {
    const asking = addressed.filter((it) => !isIdle(it));
    this.#containers = new Map(asking.map(({ worker }) => [worker.root.key, this.#containerOf(worker)]));
    const models = new Map(
      asking.map(({ worker }) => [worker.root.key, modelNames(worker, this.#store, atMs)]),
    );
    this.#areFinal = [...models.values()].every((it) => it.areFinal);
    const lasting = this.#lastingNames();
    const programs = this.#programs.look(asking.map((it) => it.worker));
    const named = asking.map((it) => {
      const program = programs.get(it.worker.root.key);
      if (program) return { ...it, asked: program, refused: false };
      return isByPid(it) ? { ...it, asked: lasting(it).names[0] ?? it.asked } : it;
    });
    const ports = new Map(
      asking
        .filter((it) => programs.has(it.worker.root.key) && !isByPid(it))
        .map((it) => [it.worker.root.key, it.asked]),
    );
    this.#names = instanceNames(named, this.#names, (it) => {
      const { key } = it.worker.root;
      const model = models.get(key)?.models[0]?.name.replace(/^.*\//, '');
      const { isInside, names } = lasting(it);
      const others = [model, ports.get(key)].flatMap((name) =>
        name ? [cutText(name, MAX_LASTING_CHARS)] : [],
      );
      return { isInside, names: [...names, ...others] };
    });
    return named.map(({ worker, asked, refused }) => {
      const { key } = worker.root;
      const { models: its = [], unnamed = null, why = null } = models.get(key) ?? {};
      return {
        worker,
        instance: this.#names.get(key)?.given ?? asked,
        models: its,
        modelGap: its.length === 0 ? why : null,
        container: this.#containers.get(key),
        unknown: {
          ...(unnamed && { [its.length === 0 ? 'model' : 'models']: unnamed }),
          ...(refused ? { instance: 'permission' as const } : {}),
        },
      };
    });
  }

  /** The names of workers that a restart does not change; each is looked up once while the worker runs. */
  #lastingNames(): LastingNames {
    const before = this.#lasting;
    this.#lasting = new Map();
    return ({ worker: { root }, asked }) => {
      const port = /^\d{1,5}$/.test(asked) ? Number(asked) : null;
      const key = `${root.key} ${port}`;
      const container = this.#containers.get(root.key);
      const lasting = this.#lasting.get(key) ??
        before.get(key) ?? {
          isInside: container !== undefined,
          names: lastingNames(this.#files, this.#procRoot, root.pid, container, port),
        };
      this.#lasting.set(key, lasting);
      return lasting;
    };
  }

  #containerOf({ root: { key, pid } }: Worker): ProcessStats['container'] {
    const known = this.#containers.has(key);
    return known ? this.#containers.get(key) : readContainer(this.#files, this.#procRoot, pid);
  }
}

/** True for an application whose server is switched off. */
const isIdle = ({ worker, silent }: Addressed): boolean => silent && worker.told?.engine?.mayBeIdle === true;

/** True for a worker whose address is not known. */
const isByPid = ({ worker, asked }: Addressed): boolean =>
  worker.name === null && asked === `pid-${worker.root.pid}`;

interface Naming {
  readonly asked: string;
  readonly given: string;
}

/** Names by process key: of each worker's root, and of the servers in its tree, of which one may replace the root. */
type InstanceNames = ReadonlyMap<string, Naming>;

type Asking = Pick<Addressed, 'worker' | 'asked'>;
type LastingNames = (asking: Asking) => Lasting;

/** What a restart of a worker does not change. */
interface Lasting {
  /** It runs in a container. */
  readonly isInside: boolean;
  readonly names: readonly string[];
}

const NOTHING_LASTS: Lasting = { isInside: false, names: [] };

/**
 * Gives each worker of a group a unique name. On a conflict the order is: a name from a cgroup, a worker that had the
 * name in the previous sample, and then by what a restart does not change, so that the order of starts does not matter.
 * The others are named `<name>-<lasting name>`, or `<name>-<pid>` without one.
 */
export function instanceNames(
  asking: readonly Asking[],
  before: InstanceNames,
  lasting: LastingNames = () => NOTHING_LASTS,
): InstanceNames {
  const askers = Map.groupBy(asking, placeOf);
  const isContested = (it: Asking) => (askers.get(placeOf(it)) ?? []).length > 1;
  const rank = ({ name, root }: Worker) => (name !== null ? 0 : before.has(root.key) ? 1 : 2);
  const inOrder = asking
    .map((it) => ({ ...it, rank: rank(it.worker), label: isContested(it) ? labelOf(lasting(it)) : '' }))
    .toSorted(
      (a, b) => a.rank - b.rank || compareText(a.label, b.label) || byAge(a.worker.root, b.worker.root),
    );
  const taken = new Set<string>();
  const names = new Map<string, Naming>();
  const heirs: (readonly [Process, Naming])[] = [];
  for (const { worker, asked } of inOrder) {
    const { group, root, members } = worker;
    const isFree = (name: string) => !taken.has(`${group}/${name}`);
    const earlier = before.get(root.key);
    const wanted = worker.name === null && earlier?.asked === asked ? earlier.given : asked;
    const given = isFree(wanted)
      ? wanted
      : freeName(asked, [...lasting({ worker, asked }).names, `${root.pid}`], isFree);
    taken.add(`${group}/${given}`);
    names.set(root.key, { asked, given });
    for (const it of members) if (it.identity && it !== root) heirs.push([it, { asked, given }]);
  }
  for (const [{ key }, naming] of heirs) if (!names.has(key)) names.set(key, naming);
  return names;
}

const placeOf = ({ worker, asked }: Asking): string => `${worker.group}/${asked}`;

/** Decides between workers that ask for one name: one outside of containers goes first, then the names decide. */
const labelOf = ({ isInside, names }: Lasting): string => `${isInside ? 1 : 0} ${names.join(' ')}`;

/** The first of `endings` that makes a free name; the last one is numbered until it does. */
function freeName(asked: string, endings: readonly string[], isFree: (name: string) => boolean): string {
  for (let attempt = 0; ; attempt += 1) {
    const ending = endings[attempt] ?? `${endings.at(-1)}-${attempt - endings.length + 2}`;
    const name = `${cutText(asked, LIMITS.maxNameChars - ending.length - 1)}-${ending}`;
    if (isFree(name)) return name;
  }
}
