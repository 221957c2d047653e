import type { Identity } from '../processes/index.ts';
import type { Listening, TcpListener } from './socket-table.ts';

/** The sockets of a worker: of its root, of its other processes, and of the helper processes of its engine. */
export interface TreeListening {
  readonly root: Listening;
  readonly servers: readonly Listening[];
  readonly parts: readonly Listening[];
}

/** The address of a worker. */
export interface Address {
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

/** Only the last segment of a path that was bound as a relative path is known. */
const isSamePath = (a: string, b: string): boolean =>
  a === b || (!(a.startsWith('/') && b.startsWith('/')) && baseName(a) === baseName(b));
