import type { TcpListener } from './socket-texts.ts';

/** The sockets that one process of a worker listens on. */
export interface Listening {
  readonly tcp: readonly TcpListener[];
  /** Paths of Unix sockets. */
  readonly unix: readonly string[];
}

/** What a worker listens on: its root, and the others; parts that its engine started for itself are told apart. */
export interface TreeListening {
  readonly root: Listening;
  readonly servers: readonly Listening[];
  readonly parts: readonly Listening[];
}

/** What the command line and the environment say. */
export interface AddressHint {
  readonly ports: readonly number[];
  readonly socket: string | null;
}

/**
 * Where a worker is reached. `sure`: it was told to listen there and does; otherwise it is the likeliest of what it
 * listens on.
 */
export interface Address {
  readonly name: string;
  readonly sure: boolean;
}

/** First port of the range that the kernel gives to who asks for any (ip(7)): what lies in it was seldom chosen. */
const EPHEMERAL = 32_768;

/**
 * Chooses the address of a worker among its sockets: the one that it was told, if it listens; else the root's lowest
 * port, else the lowest of the servers below it. Sockets of parts (ranks, runners) are how an engine talks to itself:
 * they count only where nothing is known of the worker. Null when nothing that counts listens yet.
 */
export function chooseAddress({ root, servers, parts }: TreeListening, hint: AddressHint): Address | null {
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

/** A worker that listens to others listens to itself beside that: those ports come last. */
function lowest(listeners: readonly TcpListener[]): number | null {
  const open = listeners.filter((it) => !it.loopback || it.port < EPHEMERAL);
  const ports = (open.length > 0 ? open : listeners).map(({ port }) => port);
  return ports.length > 0 ? Math.min(...ports) : null;
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** A path that was bound as a relative one is known by its last part only. */
const isSamePath = (a: string, b: string): boolean =>
  a === b || (!(a.startsWith('/') && b.startsWith('/')) && baseName(a) === baseName(b));
