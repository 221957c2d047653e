import { type Answer, type Files, parsed } from '../files/index.ts';

/** Maximum number of descriptors read per process: servers open their listening sockets early. */
const MAX_DESCRIPTORS = 4096;

/**
 * The inodes of the sockets that a process has open, from the links in its `fd`; refused if these may not be listed.
 * `directory` is that of the process in /proc.
 */
export function socketInodes(files: Files, directory: string): Answer<readonly string[]> {
  const sockets = openSockets(files, directory);
  return sockets.ok ? { ok: true, value: sockets.value.map(({ inode }) => inode) } : sockets;
}

/** A socket that a process has open. */
export interface OpenSocket {
  readonly inode: string;
  /** Path of its descriptor in /proc. */
  readonly descriptor: string;
}

/** The sockets that a process has open, as `socketInodes`. */
export function openSockets(files: Files, directory: string): Answer<readonly OpenSocket[]> {
  const descriptors = files.names(`${directory}/fd`, MAX_DESCRIPTORS);
  if (!descriptors.ok) return descriptors;
  const sockets = descriptors.value.flatMap((name) => {
    const descriptor = `${directory}/fd/${name}`;
    const inode = parsed(files.link(descriptor), socketInode);
    return inode === null ? [] : [{ inode, descriptor }];
  });
  return { ok: true, value: sockets };
}

/** The inode of a socket, from a link in `/proc/<pid>/fd` (proc_pid_fd(5)); null for any other file. */
export const socketInode = (link: string): string | null => /^socket:\[(\d{1,20})\]$/.exec(link)?.[1] ?? null;
