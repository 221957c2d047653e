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

/** A worker, the name that it asks for, and whether that is so because its sockets may not be read. */
export interface Addressed extends Asking {
  readonly refused: boolean;
  /** It may be looked at, and was seen to listen nowhere. */
  readonly silent: boolean;
}

/** Remembers where workers listen. */
export interface AddressBook {
  /** Looks at the sockets of those that are due, and forgets who is not among these. */
  look(workers: readonly Worker[], atMs: number): readonly Addressed[];
}

/** Sockets are read when a worker appears and seldom after that; a worker that its cgroup names needs none. */
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

/** Most workers are one process, whose name is there already. */
const namesOfMembers = ({ members, root }: Worker): string =>
  members.length === 1 ? root.key : members.map((it) => it.key).join(' ');

const isTold = ({ told }: Worker): boolean =>
  told !== null && (told.ports.length > 0 || told.socket !== null);

const NONE: Listening = { tcp: [], unix: [] };

/** The root first: where it listens as it was told, nothing else is looked at. */
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
