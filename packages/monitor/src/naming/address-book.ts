import { cutText, LIMITS, visibleText } from '@rbee/contract/plain';
import type { Identity } from '../processes/index.ts';
import { toldInstance, type Worker } from '../workers/index.ts';
import {
  isNextTurn,
  isUnchanged,
  type Listening,
  type Looked,
  type SocketTable,
  type TcpListener,
} from './socket-table.ts';

/** A worker, its preferred name, and what is known of its sockets. */
export interface Addressed {
  readonly worker: Worker;
  readonly asked: string;
  readonly refused: boolean;
  /** Its sockets can be read, and it does not listen. */
  readonly silent: boolean;
}

/** Caches where workers listen. The sockets of a worker that has its name from a cgroup are not read. */
export class AddressBook {
  readonly #sockets: SocketTable;
  #book: ReadonlyMap<string, KnownAddress> = new Map();
  #workers: readonly Worker[] = [];
  #addressed: readonly Addressed[] = [];

  constructor(sockets: SocketTable) {
    this.#sockets = sockets;
  }

  /**
   * Reads the sockets of workers whose cache entry is due, and drops workers that are not passed. Returns the same list
   * as before for the same list of workers of which none got another address.
   */
  look(workers: readonly Worker[], atMs: number): readonly Addressed[] {
    const now = new Map<string, KnownAddress>();
    let isSame = workers === this.#workers;
    for (const worker of workers) {
      if (worker.name !== null) continue;
      const { key } = worker.root;
      const before = this.#book.get(key);
      const known = this.#next(worker, before, atMs);
      now.set(key, known);
      isSame &&= known.address === before?.address && known.refused === before?.refused;
    }
    this.#book = now;
    if (!isSame) this.#addressed = workers.map((it) => addressed(it, now.get(it.root.key)));
    this.#workers = workers;
    return this.#addressed;
  }

  #next(worker: Worker, before: KnownAddress | undefined, atMs: number): KnownAddress {
    const members = keysOfMembers(worker);
    if (before && !isDue(before, members, isTold(worker), atMs)) return before;
    const sockets = this.#sockets.at(atMs);
    const version = sockets.versionOf(worker.members.map(({ pid }) => pid));
    const isKnown = before?.members === members && !before.refused;
    if (isKnown && isUnchanged(before, version, atMs)) return { ...before, atMs };
    const { seen, refused } = lookAt(worker, sockets);
    const address = afterLook(before?.address, seen);
    return { address, refused, members, version, readMs: atMs, atMs };
  }
}

function addressed(worker: Worker, known: KnownAddress | undefined): Addressed {
  const named = known?.address?.name ?? toldInstance(worker);
  const asked = visibleText(cutText(named, LIMITS.maxNameChars)); // before names are compared ([H9])
  return {
    worker,
    asked: asked || `pid-${worker.root.pid}`,
    silent: known !== undefined && !known.refused && !known.address,
    refused: known?.refused === true && !known.address && worker.told?.addressed !== true,
  };
}

/** Keys of a worker's processes: another text if another process is among them. Shortcut: most workers are one process. */
export const keysOfMembers = ({ members, root }: Worker): string =>
  members.length === 1 ? root.key : members.map((it) => it.key).join(' ');

const isTold = ({ told }: Worker): boolean =>
  told !== null && (told.ports.length > 0 || told.socket !== null);

const NONE: Listening = { tcp: [], unix: [] };

/**
 * Reads the root first. If it listens on its configured address, the other processes are not read. If its sockets cannot
 * be read, those of the others count only for the configured address, because a name that was seen is kept.
 */
function lookAt({ root, members, told }: Worker, sockets: SocketTable) {
  const hint = told ?? { ports: [], socket: null };
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
  const refused = answers.some((it) => !it.ok && it.refusal === 'permission');
  const inTree = chooseAddress({ root: own, servers: listening(false), parts: listening(true) }, hint);
  return { seen: ofRoot.ok || inTree?.sure ? inTree : null, refused };
}

/** Cached address of a worker. */
export interface KnownAddress extends Looked {
  /** Null until a listening socket was found. */
  readonly address: Address | null;
  readonly refused: boolean;
  /** Its processes at the last read of its sockets. */
  readonly members: string;
  /** When it was looked whether other sockets listen, monotonic milliseconds. */
  readonly atMs: number;
}

const SELDOM_MS = 10_000;
const SOON_MS = 1_000;

/**
 * True if a worker's sockets are due: when it appears, every ten seconds until it listens on its configured address,
 * and one second after its tree changed. Without a configured address the first socket that is found is final.
 */
export function isDue(
  before: KnownAddress | undefined,
  members: string,
  told: boolean,
  atMs: number,
): boolean {
  if (!before) return true;
  if (before.address?.sure || (before.address && !told)) return false;
  return (
    isNextTurn(before.atMs, atMs, SELDOM_MS) || (atMs - before.atMs >= SOON_MS && members !== before.members)
  );
}

/**
 * Updates the cache after a read. A name that was reported changes at most once, to the configured address when the
 * worker starts to listen there. A worker that stops listening for a while keeps its name.
 */
export const afterLook = (before: Address | null | undefined, seen: Address | null): Address | null =>
  !before || (!before.sure && seen?.sure) ? (seen ?? before ?? null) : before;

/** The sockets of a worker: of its root, of its other processes, and of the helper processes of its engine. */
interface TreeListening {
  readonly root: Listening;
  readonly servers: readonly Listening[];
  readonly parts: readonly Listening[];
}

interface Address {
  readonly name: string;
  /** It listens on its configured address; otherwise this is the most likely of its sockets. */
  readonly sure: boolean;
}

/** First ephemeral port (ip(7)). A port from here on was rarely chosen by a user. */
const EPHEMERAL = 32_768;

/**
 * Chooses the address of a worker among its sockets: the configured one if it listens, else the root's lowest port,
 * else the lowest port of the servers below it. Sockets of helper processes (ranks, runners) are internal to the engine
 * and count only if nothing is known about the worker. Null if no socket counts yet.
 */
export function chooseAddress(
  { root, servers, parts }: TreeListening,
  hint: Pick<Identity, 'ports' | 'socket'>,
): Address | null {
  const all = [root, ...servers, ...parts];
  const hinted = hint.ports.find((port) => all.some(({ tcp }) => tcp.some((it) => it.port === port)));
  if (hinted !== undefined) return { name: `${hinted}`, sure: true };
  if (hint.socket !== null) {
    const { socket } = hint;
    const listens = [root, ...servers].some(({ unix }) => unix.some((it) => isSamePath(it, socket)));
    return listens ? { name: baseName(socket), sure: true } : null;
  }
  const told = hint.ports.length > 0;
  const port =
    lowest(root.tcp) ??
    lowest(servers.flatMap(({ tcp }) => tcp).filter((it) => !told || it.port < EPHEMERAL)) ??
    (told ? null : lowest(parts.flatMap(({ tcp }) => tcp)));
  if (port !== null) return { name: `${port}`, sure: false };
  const path = told ? undefined : [root, ...servers].flatMap(({ unix }) => unix).toSorted()[0];
  return path === undefined ? null : { name: baseName(path), sure: false };
}

/** An ephemeral port that accepts only local connections counts only if there is no other port: it is internal. */
function lowest(listeners: readonly TcpListener[]): number | null {
  const open = listeners.filter((it) => !it.loopback || it.port < EPHEMERAL);
  const ports = (open.length > 0 ? open : listeners).map(({ port }) => port);
  return ports.length > 0 ? Math.min(...ports) : null;
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** True if two paths lead to one socket. Only the last segment of one that was bound as a relative path is known. */
export const isSamePath = (a: string, b: string): boolean =>
  a === b || (!(a.startsWith('/') && b.startsWith('/')) && baseName(a) === baseName(b));
