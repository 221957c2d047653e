import type { Answer, Files } from '../files/index.ts';
import { type OpenSocket, openSockets, socketInodes } from '../processes/index.ts';

/** A listening TCP socket. */
export interface TcpListener {
  /** As the kernel writes it: 8 or 32 hexadecimal digits. */
  readonly address: string;
  readonly port: number;
  /** It accepts connections from its own machine only. */
  readonly loopback: boolean;
}

/** A listening Unix socket with a name, as `parseNetUnix` gives it. */
export interface UnixListener extends OpenSocket {
  readonly path: string;
}

/** The sockets that one process listens on. */
export interface Listening {
  readonly tcp: readonly TcpListener[];
  /** Paths of Unix sockets. */
  readonly unix: readonly string[];
}

type Sockets = ReturnType<typeof readNamespace>;

/** A network namespace as it was read last. */
interface Namespace {
  readonly sockets: Sockets;
  /** Another number as soon as other sockets listen. */
  readonly version: number;
  readonly atMs: number;
}

/** Time after which a network namespace in which nothing was asked for is forgotten. */
const KEPT_MS = 60_000;

/** The listening sockets of the machine. Reads each network namespace once in a sample, through a process in it. */
export class SocketTable {
  readonly #files: Files;
  readonly #procRoot: string;
  readonly #namespaces = new Map<string, Namespace>();
  #atMs = Number.NEGATIVE_INFINITY;
  #versions = 0;

  constructor(files: Files, procRoot: string) {
    this.#files = files;
    this.#procRoot = procRoot;
  }

  /** The table in the sample of this monotonic time, milliseconds. */
  at(atMs: number): this {
    if (atMs !== this.#atMs) {
      for (const [link, it] of this.#namespaces) {
        if (atMs - it.atMs >= KEPT_MS) this.#namespaces.delete(link);
      }
    }
    this.#atMs = atMs;
    return this;
  }

  /**
   * A text that is the same for as long as no other sockets listen in the network namespaces of these processes; null if
   * these may not be known. While it is the same, a process can only have got a socket of another process.
   */
  versionOf(pids: readonly number[]): string | null {
    const versions: number[] = [];
    for (const pid of pids) {
      const namespace = this.#namespaceOf(`${this.#procRoot}/${pid}`);
      if (!namespace.ok) return null;
      versions.push(namespace.value.version);
    }
    return versions.join();
  }

  /** The listening sockets of a process; refused if its descriptors may not be read. */
  listeningOf(pid: number): Answer<Listening> {
    const directory = `${this.#procRoot}/${pid}`;
    const namespace = this.#namespaceOf(directory);
    if (!namespace.ok) return namespace;
    const inodes = socketInodes(this.#files, directory);
    if (!inodes.ok) return inodes;
    const { tcp, unix } = namespace.value.sockets;
    return {
      ok: true,
      value: {
        tcp: inodes.value.flatMap((it) => tcp.get(it) ?? []),
        unix: inodes.value.flatMap((it) => unix.get(it) ?? []),
      },
    };
  }

  /** The TCP sockets that a process listens on, with its descriptors of them; refused as `listeningOf`. */
  tcpListenersOf(pid: number): Answer<readonly (TcpListener & OpenSocket)[]> {
    return this.#held(pid, ({ tcp }, it) => {
      const listener = tcp.get(it.inode);
      return listener && { ...it, ...listener };
    });
  }

  /** The Unix sockets with a name that a process listens on, as `tcpListenersOf`. */
  unixListenersOf(pid: number): Answer<readonly UnixListener[]> {
    return this.#held(pid, ({ unix }, it) => {
      const path = unix.get(it.inode);
      return path === undefined ? undefined : { ...it, path };
    });
  }

  #held<T>(
    pid: number,
    listenerOf: (known: Sockets, open: OpenSocket) => T | undefined,
  ): Answer<readonly T[]> {
    const directory = `${this.#procRoot}/${pid}`;
    const namespace = this.#namespaceOf(directory);
    if (!namespace.ok) return namespace;
    const sockets = openSockets(this.#files, directory);
    if (!sockets.ok) return sockets;
    return { ok: true, value: sockets.value.flatMap((it) => listenerOf(namespace.value.sockets, it) ?? []) };
  }

  #namespaceOf(directory: string): Answer<Namespace> {
    const link = this.#files.link(`${directory}/ns/net`);
    if (!link.ok) return link;
    const before = this.#namespaces.get(link.value);
    if (before?.atMs === this.#atMs) return { ok: true, value: before };
    const sockets = readNamespace(this.#files, `${directory}/net`);
    const isSame = before !== undefined && areSame(before.sockets, sockets);
    if (!isSame) this.#versions += 1;
    const version = isSame ? before.version : this.#versions;
    const namespace = { sockets, version, atMs: this.#atMs };
    this.#namespaces.set(link.value, namespace);
    return { ok: true, value: namespace };
  }
}

/** When the descriptors of processes were read, and the version of their network namespaces then. */
export interface Looked {
  readonly version: string | null;
  readonly readMs: number;
}

/** Time after which descriptors are read although no other socket listens: a process can be given that of another. */
const REREAD_MS = 60_000;

/** True if the descriptors of the same processes need not be read again. */
export const isUnchanged = (before: Looked, version: string | null, atMs: number): boolean =>
  version !== null && version === before.version && atMs - before.readMs < REREAD_MS;

/**
 * True if a turn of so many milliseconds has begun since `beforeMs`. All processes have the same turns, so that what they
 * have in common is read once for all.
 */
export const isNextTurn = (beforeMs: number, atMs: number, everyMs: number): boolean =>
  Math.floor(atMs / everyMs) > Math.floor(beforeMs / everyMs);

function areSame(a: Sockets, b: Sockets): boolean {
  const hasTcp = ([inode, { address, port }]: [string, TcpListener]) => {
    const before = a.tcp.get(inode);
    return before?.address === address && before.port === port;
  };
  return (
    a.tcp.size === b.tcp.size &&
    a.unix.size === b.unix.size &&
    [...b.tcp].every(hasTcp) &&
    [...b.unix].every(([inode, path]) => a.unix.get(inode) === path)
  );
}

/** The listening sockets of one network namespace, by inode. */
function readNamespace(files: Files, directory: string) {
  const text = (name: string, isLast?: (piece: string) => boolean): string => {
    const answer = files.text(`${directory}/${name}`, undefined, isLast);
    return answer.ok ? answer.value : '';
  };
  return {
    tcp: new Map([...parseNetTcp(text('tcp', endsListening)), ...parseNetTcp(text('tcp6', endsListening))]),
    unix: new Map(parseNetUnix(text('unix'))),
  };
}

/** A row of a socket in another state than TCP_LISTEN. */
const CONNECTED = /^ *\d+: \S+ \S+ (?!0A)[0-9A-F]{2} /m;
/** The kernel gives whole rows of at most 180 characters: it has no more of them if this much of a page is free. */
const PAGE_CHARS = 4_096 - 256;

/**
 * True if no listening socket comes after a piece of `net/tcp`: the kernel lists them before all others (tcp_get_idx() in
 * its net/ipv4/tcp_ipv4.c). For each piece that has not got enough rows it walks its whole table of connections, which on
 * a server takes a millisecond; and there can be a hundred thousand of them.
 */
const endsListening = (piece: string): boolean => piece.length < PAGE_CHARS || CONNECTED.test(piece);

/** `sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode`; state 0A is TCP_LISTEN. */
const TCP_LISTENING =
  /^ *\d+: ([0-9A-F]{8,32}):([0-9A-F]{4}) [0-9A-F]+:[0-9A-F]{4} 0A \S+ \S+ \S+ +\d+ +\d+ (\d+) /gm;
/** The kernel prints addresses as 32-bit words of the machine's byte order; this is little-endian. */
const LOOPBACK = /^(?:[0-9A-F]{6}7F|0{24}01000000|0{16}FFFF0000[0-9A-F]{6}7F)$/;

/** The listening sockets of `/proc/<pid>/net/tcp` or `tcp6` (proc_pid_net(5)), by inode. */
export const parseNetTcp = (text: string): readonly (readonly [inode: string, TcpListener])[] =>
  [...text.matchAll(TCP_LISTENING)].map(([, address = '', port = '', inode = '']) => [
    inode,
    { address, port: Number.parseInt(port, 16), loopback: LOOPBACK.test(address) },
  ]);

/** `Num: RefCount Protocol Flags Type St Inode Path`; flag 00010000 is __SO_ACCEPTCON, type 0001 SOCK_STREAM. */
const UNIX_LISTENING = /^[0-9a-f]+: [0-9A-F]+ [0-9A-F]+ 00010000 0001 [0-9A-F]{2} +(\d+) (\S.*)$/gm;

/**
 * The listening sockets of `/proc/<pid>/net/unix` (proc_pid_net(5)) that have a name, by inode: a path as it was bound,
 * which may be relative, or `@` and a name that is in no file system (unix(7)).
 */
export const parseNetUnix = (text: string): readonly (readonly [inode: string, path: string])[] =>
  [...text.matchAll(UNIX_LISTENING)].map(([, inode = '', path = '']) => [inode, path]);
