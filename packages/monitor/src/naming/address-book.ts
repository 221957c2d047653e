import { LIMITS } from '@rbee/contract/plain';
import type { Files } from '../files/index.ts';
import {
  type Address,
  afterLook,
  chooseAddress,
  isDue,
  type KnownAddress,
  type Listening,
  readSocketTable,
  type SocketTable,
} from '../sockets/index.ts';
import { toldInstance, type Worker } from '../workers/index.ts';
import type { Asking } from './instance-names.ts';

/** A worker, its preferred name, and whether its sockets may not be read. */
export interface Addressed extends Asking {
  readonly refused: boolean;
  /** Its sockets can be read, and it does not listen. */
  readonly silent: boolean;
}

/** Caches where workers listen. */
export interface AddressBook {
  /** Reads the sockets of workers whose cache entry is due, and drops workers that are not passed. */
  look(workers: readonly Worker[], atMs: number): readonly Addressed[];
}

/** Reads sockets when a worker appears, and rarely later. A worker that its cgroup names needs no socket. */
export function createAddressBook(files: Files, procRoot: string): AddressBook {
  let book: ReadonlyMap<string, KnownAddress> = new Map();
  return {
    look: (workers, atMs) => {
      let sockets: SocketTable | undefined;
      const now = new Map<string, KnownAddress>();
      for (const worker of workers) {
        if (worker.name !== null) continue;
        const { key } = worker.root;
        const before = book.get(key);
        const members = namesOfMembers(worker);
        if (before && !isDue(before, members, isTold(worker), atMs)) {
          now.set(key, before);
          continue;
        }
        sockets ??= readSocketTable(files, procRoot);
        const { seen, refused } = lookAt(worker, sockets);
        now.set(key, { address: afterLook(before?.address, seen), refused, members, atMs });
      }
      book = now;
      return workers.map((worker) => {
        const known = book.get(worker.root.key);
        const asked = (known?.address?.name ?? toldInstance(worker)).slice(0, LIMITS.maxNameChars);
        return {
          worker,
          asked: asked || `pid-${worker.root.pid}`,
          silent: known !== undefined && !known.refused && !known.address,
          refused: known?.refused === true && !known.address && worker.told?.addressed !== true,
        };
      });
    },
  };
}

/** Shortcut: most workers are one process. */
const namesOfMembers = ({ members, root }: Worker): string =>
  members.length === 1 ? root.key : members.map((it) => it.key).join(' ');

const isTold = ({ told }: Worker): boolean =>
  told !== null && (told.ports.length > 0 || told.socket !== null);

const NONE: Listening = { tcp: [], unix: [] };

/** Reads the root first. If it listens on its configured address, the other processes are not read. */
function lookAt(
  { root, members, told }: Worker,
  sockets: SocketTable,
): { seen: Address | null; refused: boolean } {
  const hint = { ports: told?.ports ?? [], socket: told?.socket ?? null };
  const ofRoot = sockets.listeningOf(root.pid);
  const own = ofRoot.ok ? ofRoot.value : NONE;
  const seen = chooseAddress({ root: own, servers: [], parts: [] }, hint);
  if (seen?.sure) return { seen, refused: false };
  const others = members
    .filter((it) => it !== root)
    .map((it) => ({ isPart: it.part !== null, listening: sockets.listeningOf(it.pid) }));
  const listening = (isPart: boolean) =>
    others.flatMap((it) => (it.isPart === isPart && it.listening.ok ? [it.listening.value] : []));
  const answers = [ofRoot, ...others.map((it) => it.listening)];
  return {
    seen: chooseAddress({ root: own, servers: listening(false), parts: listening(true) }, hint),
    refused: answers.some((it) => !it.ok && it.refusal === 'permission'),
  };
}
