import type { Endpoint, Runner } from '../engine-reader.ts';
import { missing, type Reading } from '../figure.ts';
import { type Files, reasonOf } from '../files/index.ts';
import { type OpenSocket, type Process, socketInode } from '../processes/index.ts';
import type { Worker } from '../workers/index.ts';
import { keysOfMembers } from './address-book.ts';
import { hasConnection } from './kernel-address.ts';
import { Reachable } from './reachable.ts';
import { SocketTable, type TcpListener } from './socket-table.ts';

/** Where an engine and the servers that it started for single models can be asked. */
export interface Endpoints {
  /** Null while the engine does not listen; otherwise where, or why it cannot be asked. */
  readonly endpoint: Reading<Endpoint> | null;
  readonly runners: readonly Runner[];
}

type Listener = TcpListener & OpenSocket & { readonly pid: number };

interface Known extends Endpoints {
  readonly members: string;
  /** When its sockets were first and last read, monotonic milliseconds. */
  readonly sinceMs: number;
  readonly atMs: number;
  /** The listener's socket is still the engine's. */
  readonly isThere: () => boolean;
}

/** Time until sockets are read again: of an engine that was found lately and does not listen yet, and of any other. */
const SOON_MS = 2_000;
const SELDOM_MS = 10_000;
/** Time in which most engines begin to listen. */
const START_MS = 60_000;
/** Servers for single models that are asked of one engine. */
const MOST_RUNNERS = 16;

/** Finds the sockets that engines answer on: only those that the worker's own processes listen on ([E1]). */
export class EndpointFinder {
  readonly #files: Files;
  readonly #procRoot: string;
  readonly #reachable: Reachable;
  #known = new Map<string, Known>();
  #before: ReadonlyMap<string, Known> = new Map();
  /** The sockets of this sample, so that each network namespace is read once for all workers. */
  #sockets: SocketTable | null = null;

  constructor(files: Files, procRoot: string, sysRoot: string) {
    this.#files = files;
    this.#procRoot = procRoot;
    this.#reachable = new Reachable(files, procRoot, sysRoot);
  }

  /** Where the engine of a worker can be asked; `atMs` is monotonic time, milliseconds. */
  find(worker: Worker, instance: string, atMs: number): Endpoints {
    const members = keysOfMembers(worker);
    const before = this.#before.get(worker.root.key);
    const sinceMs = before?.sinceMs ?? atMs;
    const known =
      before && !isDue(before, members, atMs)
        ? before
        : { ...this.#look(worker, instance), members, sinceMs, atMs };
    this.#known.set(worker.root.key, known);
    return known;
  }

  /** Ends a sample: forgets workers that were not asked for in it. */
  endSample(): void {
    this.#before = this.#known;
    this.#known = new Map();
    this.#sockets = null;
  }

  #look(worker: Worker, instance: string): Omit<Known, 'members' | 'sinceMs' | 'atMs'> {
    this.#sockets ??= new SocketTable(this.#files, this.#procRoot);
    const sockets = this.#sockets;
    const runners = worker.members.filter((it) => isRunner(it, worker)).slice(0, MOST_RUNNERS);
    const ports = [Number(instance), ...(worker.told?.ports ?? [])];
    const own = [worker.root, ...worker.members.filter((it) => it !== worker.root && !isRunner(it, worker))];
    const { listener, refusal } = chosen(own, ports, sockets);
    const asked = runners.flatMap((it) => {
      const found = chosen([it], it.identity?.ports ?? [], sockets).listener;
      const endpoint = found && this.#endpointOf(found);
      return endpoint ? [{ key: it.key, endpoint }] : [];
    });
    if (!listener) {
      const isElsewhere = typeof worker.told?.socket === 'string';
      const reason = refusal ? reasonOf(refusal) : isElsewhere ? 'not_exposed' : null;
      return { endpoint: reason && missing(reason), runners: asked, isThere: () => false };
    }
    const endpoint = this.#endpointOf(listener);
    return {
      endpoint: endpoint ? { ok: true, value: endpoint } : missing('not_exposed'),
      runners: asked,
      isThere: () => this.#holds(listener),
    };
  }

  #endpointOf(listener: Listener): Endpoint | null {
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

  #holds({ descriptor, inode }: Listener): boolean {
    const link = this.#files.link(descriptor);
    return link.ok && socketInode(link.value) === inode;
  }

  #isConnected(pid: number, port: number, local: Parameters<Endpoint['isOwn']>[0]): boolean {
    return ['tcp', 'tcp6'].some((name) => {
      const text = this.#files.text(`${this.#procRoot}/${pid}/net/${name}`);
      return text.ok && hasConnection(text.value, port, local);
    });
  }
}

function isDue(before: Known, members: string, atMs: number): boolean {
  const ageMs = atMs - before.atMs;
  if (members !== before.members) return true;
  if (before.endpoint === null) return ageMs >= (atMs - before.sinceMs < START_MS ? SOON_MS : SELDOM_MS);
  return ageMs >= SELDOM_MS && !(before.endpoint.ok && before.isThere());
}

/** A server of llama.cpp below Ollama, or below llama.cpp's router. */
const isRunner = (process: Process, { root, told }: Worker): boolean =>
  process !== root &&
  process.identity?.engine?.kind === 'llama.cpp' &&
  (told?.engine?.kind === 'ollama' || told?.engine?.kind === 'llama.cpp');

/** The listener of the first process that listens on one of these ports, else the first process' lowest. */
function chosen(processes: readonly Process[], ports: readonly number[], sockets: SocketTable) {
  const all: Listener[] = [];
  let refusal: Extract<ReturnType<SocketTable['tcpListenersOf']>, { ok: false }>['refusal'] | null = null;
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
const byFamily = (a: Listener, b: Listener): number => a.address.length - b.address.length;
