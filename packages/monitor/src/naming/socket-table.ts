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

type Namespace = ReturnType<typeof readNamespace>;

/** The listening sockets at one moment. Reads each network namespace once, through the first process in it. */
export class SocketTable {
  readonly #files: Files;
  readonly #procRoot: string;
  readonly #namespaces = new Map<string, Namespace>();

  constructor(files: Files, procRoot: string) {
    this.#files = files;
    this.#procRoot = procRoot;
  }

  /** The listening sockets of a process; refused if its descriptors may not be read. */
  listeningOf(pid: number): Answer<Listening> {
    const directory = `${this.#procRoot}/${pid}`;
    const namespace = this.#namespaceOf(directory);
    if (!namespace.ok) return namespace;
    const inodes = socketInodes(this.#files, directory);
    if (!inodes.ok) return inodes;
    const { tcp, unix } = namespace.value;
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
    listenerOf: (known: Namespace, open: OpenSocket) => T | undefined,
  ): Answer<readonly T[]> {
    const directory = `${this.#procRoot}/${pid}`;
    const namespace = this.#namespaceOf(directory);
    if (!namespace.ok) return namespace;
    const sockets = openSockets(this.#files, directory);
    if (!sockets.ok) return sockets;
    return { ok: true, value: sockets.value.flatMap((it) => listenerOf(namespace.value, it) ?? []) };
  }

  #namespaceOf(directory: string): Answer<Namespace> {
    const link = this.#files.link(`${directory}/ns/net`);
    if (!link.ok) return link;
    const known = this.#namespaces.get(link.value) ?? readNamespace(this.#files, `${directory}/net`);
    this.#namespaces.set(link.value, known);
    return { ok: true, value: known };
  }
}

/** The listening sockets of one network namespace, by inode. */
function readNamespace(files: Files, directory: string) {
  const text = (name: string): string => {
    const answer = files.text(`${directory}/${name}`);
    return answer.ok ? answer.value : '';
  };
  return {
    tcp: new Map([...parseNetTcp(text('tcp')), ...parseNetTcp(text('tcp6'))]),
    unix: new Map(parseNetUnix(text('unix'))),
  };
}

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
