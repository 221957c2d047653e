import type { Answer, Files } from '../files/index.ts';
import type { Listening } from './choose-address.ts';
import { parseNetTcp, parseNetUnix, socketInode, type TcpListener } from './socket-texts.ts';

/** Finds the listening sockets of processes. */
export interface SocketTable {
  /** The listening sockets of a process; refused if its descriptors may not be read. */
  listeningOf(pid: number): Answer<Listening>;
}

/** The listening sockets of one network namespace, by inode. */
interface Namespace {
  readonly tcp: ReadonlyMap<string, TcpListener>;
  readonly unix: ReadonlyMap<string, string>;
}

/** Maximum number of descriptors read per process: servers open their listening sockets early. */
const MAX_DESCRIPTORS = 4096;

/** A table for one moment. It reads each network namespace once, through the first process in it. */
export function readSocketTable(files: Files, procRoot: string): SocketTable {
  const namespaces = new Map<string, Namespace>();
  const namespaceOf = (directory: string): Answer<Namespace> => {
    const link = files.link(`${directory}/ns/net`);
    if (!link.ok) return link;
    const known = namespaces.get(link.value) ?? readNamespace(files, `${directory}/net`);
    namespaces.set(link.value, known);
    return { ok: true, value: known };
  };
  return {
    listeningOf: (pid) => {
      const directory = `${procRoot}/${pid}`;
      const namespace = namespaceOf(directory);
      if (!namespace.ok) return namespace;
      const descriptors = files.names(`${directory}/fd`);
      if (!descriptors.ok) return descriptors;
      const tcp: TcpListener[] = [];
      const unix: string[] = [];
      for (const descriptor of descriptors.value.slice(0, MAX_DESCRIPTORS)) {
        const link = files.link(`${directory}/fd/${descriptor}`);
        const inode = link.ok ? socketInode(link.value) : null;
        if (inode === null) continue;
        const listener = namespace.value.tcp.get(inode);
        if (listener) tcp.push(listener);
        const path = namespace.value.unix.get(inode);
        if (path !== undefined) unix.push(path);
      }
      return { ok: true, value: { tcp, unix } };
    },
  };
}

function readNamespace(files: Files, directory: string): Namespace {
  const entries = <T>(name: string, parse: (text: string) => T[]): T[] => {
    const text = files.text(`${directory}/${name}`);
    return text.ok ? parse(text.value) : [];
  };
  return {
    tcp: new Map([
      ...entries('tcp', (it) => [...parseNetTcp(it)]),
      ...entries('tcp6', (it) => [...parseNetTcp(it)]),
    ]),
    unix: new Map(entries('unix', (it) => [...parseNetUnix(it)])),
  };
}
