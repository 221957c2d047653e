/** A listening TCP socket. */
export interface TcpListener {
  readonly port: number;
  /** It accepts connections from its own machine only. */
  readonly loopback: boolean;
}

/** `sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode`; state 0A is TCP_LISTEN. */
const TCP_LISTENING =
  /^ *\d+: ([0-9A-F]{8,32}):([0-9A-F]{4}) [0-9A-F]+:[0-9A-F]{4} 0A \S+ \S+ \S+ +\d+ +\d+ (\d+) /gm;
/**
 * Addresses are printed as 32-bit words of the machine's byte order: here that of x86-64, arm64, riscv64 and ppc64le.
 */
const LOOPBACK = /^(?:[0-9A-F]{6}7F|0{24}01000000|0{16}FFFF0000[0-9A-F]{6}7F)$/;

/** The listening sockets of `/proc/<pid>/net/tcp` or `tcp6` (proc_pid_net(5)), by inode. */
export const parseNetTcp = (text: string): readonly (readonly [inode: string, TcpListener])[] =>
  [...text.matchAll(TCP_LISTENING)].map(([, address = '', port = '', inode = '']) => [
    inode,
    { port: Number.parseInt(port, 16), loopback: LOOPBACK.test(address) },
  ]);

/** `Num: RefCount Protocol Flags Type St Inode Path`; flag 00010000 is __SO_ACCEPTCON, type 0001 SOCK_STREAM. */
const UNIX_LISTENING = /^[0-9a-f]+: [0-9A-F]+ [0-9A-F]+ 00010000 0001 [0-9A-F]{2} +(\d+) (\S.*)$/gm;

/**
 * The listening sockets of `/proc/<pid>/net/unix` (proc_pid_net(5)) that have a name, by inode: a path as it was bound,
 * which may be relative, or `@` and a name that is in no file system (unix(7)).
 */
export const parseNetUnix = (text: string): readonly (readonly [inode: string, path: string])[] =>
  [...text.matchAll(UNIX_LISTENING)].map(([, inode = '', path = '']) => [inode, path]);

/**
 * The inode in a link of `/proc/<pid>/fd` that is a socket (proc_pid_fd(5)): `socket:[12345]`; null for any other file.
 */
export const socketInode = (link: string): string | null => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? null;
