import { appendFileSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A socket that a fake process listens on. */
export type FakeSocket =
  | { readonly port: number; readonly host?: '0.0.0.0' | '127.0.0.1' | '::' | '::1' }
  | { readonly path: string };

/** Addresses in the form of a little-endian kernel. */
const ADDRESSES = {
  '0.0.0.0': '00000000',
  '127.0.0.1': '0100007F',
  '::': '0'.repeat(32),
  '::1': `${'0'.repeat(24)}01000000`,
} as const;

/** The network namespaces of a fake machine, with the sockets of its processes. */
export interface FakeNetwork {
  /** Puts a process into a namespace, and replaces the sockets that it listens on. */
  attach(pid: number, namespace: string, sockets: readonly FakeSocket[]): void;
}

/**
 * Creates a network without a namespace. Each namespace has one established connection, which is no listening socket. A
 * socket that its process closed stays in the tables, but no process has it open.
 */
export function createFakeNetwork(procRoot: string): FakeNetwork {
  let lastInode = 1000;
  const open = (folder: string) => {
    if (existsSync(folder)) return;
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'tcp'), `${TCP_HEADER}\n${ESTABLISHED}\n`);
    writeFileSync(join(folder, 'tcp6'), `${TCP_HEADER}\n`);
    writeFileSync(join(folder, 'unix'), `${UNIX_HEADER}\n`);
  };
  const add = (folder: string, it: FakeSocket, inode: number) => {
    const name = 'path' in it ? 'unix' : it.host?.includes(':') ? 'tcp6' : 'tcp';
    const row = 'path' in it ? unixRow(it.path, inode) : tcpRow(it, inode);
    appendFileSync(join(folder, name), `${row}\n`);
  };
  return {
    attach: (pid, namespace, sockets) => {
      const directory = join(procRoot, `${pid}`);
      const folder = join(procRoot, `net-of-${namespace}`);
      open(folder);
      for (const name of ['ns', 'net', 'fd']) rmSync(join(directory, name), { recursive: true, force: true });
      for (const name of ['ns', 'fd']) mkdirSync(join(directory, name));
      symlinkSync(`net:[${namespace}]`, join(directory, 'ns', 'net'));
      symlinkSync(join('..', `net-of-${namespace}`), join(directory, 'net'));
      symlinkSync('/dev/null', join(directory, 'fd', '0'));
      for (const [at, it] of sockets.entries()) {
        lastInode += 1;
        add(folder, it, lastInode);
        symlinkSync(`socket:[${lastInode}]`, join(directory, 'fd', `${at + 3}`));
      }
    },
  };
}

const TCP_HEADER =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
const ESTABLISHED =
  '  99: 0100007F:C350 0100007F:1F90 01 00000000:00000000 00:00000000 00000000     0        0 999 1 0000000000000000 20 4 30 10 -1';
const UNIX_HEADER = 'Num       RefCount Protocol Flags    Type St Inode Path';

const tcpRow = ({ port, host = '0.0.0.0' }: Extract<FakeSocket, { port: number }>, inode: number): string => {
  const local = `${ADDRESSES[host]}:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const remote = `${'0'.repeat(ADDRESSES[host].length)}:0000`;
  return `   0: ${local} ${remote} 0A 00000000:00000000 00:00000000 00000000     0        0 ${inode} 1 0000000000000000 100 0 0 10 0`;
};

const unixRow = (path: string, inode: number): string =>
  `0000000000000000: 00000002 00000000 00010000 0001 01 ${inode} ${path}`;
