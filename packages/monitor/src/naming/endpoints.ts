import type { Endpoint, Runner, SocketEnd, TcpEndpoint } from '../engine-reader.ts';
import { missing, type Reading } from '../figure.ts';
import { type Files, type Refusal, reasonOf } from '../files/index.ts';
import { type OpenSocket, type Process, socketInode } from '../processes/index.ts';
import type { Worker } from '../workers/index.ts';
import { isSamePath, keysOfMembers } from './address-book.ts';
import { hasConnection } from './kernel-address.ts';
import { Reachable } from './reachable.ts';
import { isNextTurn, isUnchanged, type Looked, type SocketTable, type TcpListener } from './socket-table.ts';
import { unixEndpoint } from './unix-endpoint.ts';

/** Where an engine and the other servers that it started can be asked. */
export interface Endpoints {
  /** Null while the engine does not listen; otherwise where, or why it cannot be asked. */
  readonly endpoint: Reading<Endpoint> | null;
  readonly runners: readonly Runner[];
  /** False if one of the other servers does not listen yet, or cannot be asked. */
  readonly hasAllRunners: boolean;
}

/** A listening socket and the process that has it. */
type Held<T> = T & OpenSocket & { readonly pid: number };

interface Known extends Endpoints, Looked {
  readonly members: string;
  /** When its sockets were read first, and when it was last looked whether others listen, monotonic milliseconds. */
  readonly sinceMs: number;
  readonly atMs: number;
  /** The listener's socket is still the engine's. */
  readonly isThere: () => boolean;
}

/** Time until an engine is looked at again: one that was found lately and does not listen yet, and any other. */
const SOON_MS = 2_000;
const SELDOM_MS = 10_000;
/** Time in which most engines begin to listen. */
const START_MS = 60_000;
/** Servers for single models or ranks that are asked of one engine. */
const MOST_RUNNERS = 16;

/** Finds the sockets that engines answer on: only those that the worker's own processes listen on ([E1]). */
export class EndpointFinder {
  readonly #files: Files;
  readonly #procRoot: string;
  readonly #reachable: Reachable;
  readonly #sockets: SocketTable;
  #known = new Map<string, Known>();
  #before: ReadonlyMap<string, Known> = new Map();

  constructor(files: Files, procRoot: string, sysRoot: string, sockets: SocketTable) {
    this.#files = files;
    this.#procRoot = procRoot;
    this.#sockets = sockets;
    this.#reachable = new Reachable(files, procRoot, sysRoot);
  }

  /** Where the engine of a worker can be asked; `atMs` is monotonic time, milliseconds. */
  find(worker: Worker, instance: string, atMs: number): Endpoints {
    const before = this.#before.get(worker.root.key);
    const known = this.#next(worker, instance, before, atMs);
    this.#known.set(worker.root.key, known);
    return known;
  }

  /** Ends a sample: forgets workers that were not asked for in it. */
  endSample(): void {
    this.#before = this.#known;
    this.#known = new Map();
  }

  #next(worker: Worker, instance: string, before: Known | undefined, atMs: number): Known {
    const members = keysOfMembers(worker);
    if (before && !isDue(before, members, atMs)) return before;
    const same = before?.members === members && isThere(before) ? before : undefined;
    if (same && !awaitsSocket(same)) return { ...same, atMs };
    const sockets = this.#sockets.at(atMs);
    const version = sockets.versionOf(worker.members.map(({ pid }) => pid));
    if (same && isUnchanged(same, version, atMs)) return { ...same, atMs };
    const sinceMs = before?.sinceMs ?? atMs;
    return { ...this.#look(worker, instance, sockets), members, version, sinceMs, readMs: atMs, atMs };
  }

  #look(worker: Worker, instance: string, sockets: SocketTable): Endpoints & Pick<Known, 'isThere'> {
    const { root, members, told } = worker;
    const own = [root, ...members.filter((it) => it !== root && !isRunner(it, worker))];
    if (typeof told?.socket === 'string')
      return { ...this.#onUnixSocket(own, told.socket, sockets), ...ALONE };
    const { listener, refusal } = chosen(own, [Number(instance), ...(told?.ports ?? [])], sockets);
    const others = otherServers(worker, listener);
    const runners = others.slice(0, MOST_RUNNERS).flatMap(({ process, ports }) => {
      const found = chosen([process], ports, sockets).listener;
      const endpoint = found && this.#endpointOf(found);
      return endpoint ? [{ key: process.key, endpoint }] : [];
    });
    const asked = { runners, hasAllRunners: runners.length === others.length };
    if (!listener) {
      return { endpoint: refusal && missing(reasonOf(refusal)), isThere: () => false, ...asked };
    }
    const endpoint = this.#endpointOf(listener);
    return {
      endpoint: endpoint ? { ok: true, value: endpoint } : missing('not_exposed'),
      isThere: () => this.#holds(listener),
      ...asked,
    };
  }

  /** An engine that is told to listen on a Unix socket serves nowhere else: its ports are internal. */
  #onUnixSocket(own: readonly Process[], path: string, sockets: SocketTable) {
    const { listener, refusal } = unixListenerAmong(own, path, sockets);
    if (!listener) return { endpoint: refusal && missing(reasonOf(refusal)), isThere: () => false };
    const isThere = () => this.#holds(listener);
    return { endpoint: unixEndpoint(this.#files, this.#procRoot, listener, isThere), isThere };
  }

  #endpointOf(listener: Held<TcpListener>): TcpEndpoint | null {
    const { pid, port, inode } = listener;
    const isHere = this.#reachable.isInOwnNamespace(pid);
    if (isHere === null) return null;
    const address = isHere
      ? this.#reachable.here(listener.address)
      : this.#reachable.inside(listener.address, pid);
    if (address === null) return null;
    return {
      address,
      port,
      socket: inode,
      // In its own namespace the address may belong to another container by now.
      isOwn: (local) => this.#holds(listener) && (isHere || this.#isConnected(pid, port, local)),
    };
  }

  #holds({ descriptor, inode }: OpenSocket): boolean {
    const link = this.#files.link(descriptor);
    return link.ok && socketInode(link.value) === inode;
  }

  #isConnected(pid: number, port: number, local: SocketEnd): boolean {
    return ['tcp', 'tcp6'].some((name) => {
      const text = this.#files.text(`${this.#procRoot}/${pid}/net/${name}`);
      return text.ok && hasConnection(text.value, port, local);
    });
  }
}

function isDue(before: Known, members: string, atMs: number): boolean {
  if (members !== before.members) return true;
  const isStarting = awaitsSocket(before) && atMs - before.sinceMs < START_MS;
  return isNextTurn(before.atMs, atMs, isStarting ? SOON_MS : SELDOM_MS);
}

/** True for an engine of which a server does not listen yet. */
const awaitsSocket = ({ endpoint, hasAllRunners }: Endpoints): boolean => endpoint === null || !hasAllRunners;

/** True if an engine still listens where it did, or did not listen. */
const isThere = ({ endpoint, isThere }: Known): boolean => endpoint === null || (endpoint.ok && isThere());

/** Of an engine without other servers. */
const ALONE = { runners: [], hasAllRunners: true } as const;

/** A server of llama.cpp below Ollama, or below llama.cpp's router. */
const isRunner = (process: Process, { root, told }: Worker): boolean =>
  process !== root &&
  process.identity?.engine?.kind === 'llama.cpp' &&
  (told?.engine?.kind === 'ollama' || told?.engine?.kind === 'llama.cpp');

/** A server that an engine started, and the ports on which it probably listens. */
interface OtherServer {
  readonly process: Process;
  readonly ports: readonly number[];
}

/** The servers for single models, and the front ends of single ranks but the one that is asked as the engine itself. */
function otherServers(worker: Worker, listener: Held<TcpListener> | null): readonly OtherServer[] {
  const runners = worker.members
    .filter((it) => isRunner(it, worker))
    .map((process) => ({ process, ports: process.identity?.ports ?? [] }));
  return [...runners, ...frontEnds(worker).filter(({ process }) => process.pid !== listener?.pid)];
}

/** The front ends of vLLM's ranks listen on consecutive ports from the one that the supervisor is told. */
function frontEnds({ members, told }: Worker): readonly OtherServer[] {
  const [first] = told?.ports ?? [];
  return members
    .filter((it) => it.part?.frontEndOf !== undefined)
    .toSorted((a, b) => (a.part?.frontEndOf ?? 0) - (b.part?.frontEndOf ?? 0))
    .map((process, at) => ({ process, ports: first === undefined ? [] : [first + at] }));
}

/** The listener on a Unix socket with this path, or with its last segment if one of both is relative. */
function unixListenerAmong(processes: readonly Process[], path: string, sockets: SocketTable) {
  let refusal: Refusal | null = null;
  for (const { pid } of processes) {
    const listeners = sockets.unixListenersOf(pid);
    if (!listeners.ok) refusal ??= listeners.refusal;
    const found = listeners.ok ? listeners.value.find((it) => isSamePath(it.path, path)) : undefined;
    if (found) return { listener: { ...found, pid }, refusal: null };
  }
  return { listener: null, refusal };
}

/** The listener of the first process that listens on one of these ports, else the first process' lowest. */
function chosen(processes: readonly Process[], ports: readonly number[], sockets: SocketTable) {
  const all: Held<TcpListener>[] = [];
  let refusal: Refusal | null = null;
  for (const { pid } of processes) {
    const listeners = sockets.tcpListenersOf(pid);
    if (!listeners.ok) refusal ??= listeners.refusal;
    else all.push(...listeners.value.map((it) => ({ ...it, pid })));
    const hinted = ports.flatMap((port) => all.filter((it) => it.port === port)).toSorted(byFamily)[0];
    if (hinted) return { listener: hinted, refusal: null };
  }
  const lowest = all
    .filter((it) => it.pid === processes[0]?.pid)
    .toSorted((a, b) => a.port - b.port || byFamily(a, b))[0];
  return { listener: lowest ?? null, refusal };
}

/** Sockets of IPv4 first: an IPv6 socket for every address may not be reachable if the machine has no IPv6. */
const byFamily = (a: TcpListener, b: TcpListener): number => a.address.length - b.address.length;
