import { type Answer, type Files, parsed } from '../files/index.ts';

/** Maximum number of descriptors read per process: servers open their listening sockets early. */
const MAX_DESCRIPTORS = 4096;

/**
 * The inodes of the sockets that a process has open, from the links in its `fd`; refused if these may not be listed.
 * `directory` is that of the process in /proc.
 */
export function socketInodes(files: Files, directory: string): Answer<readonly string[]> {
  const descriptors = files.names(`${directory}/fd`, MAX_DESCRIPTORS);
  if (!descriptors.ok) return descriptors;
  const inodes = descriptors.value.flatMap((descriptor) => {
    const link = files.link(`${directory}/fd/${descriptor}`);
    return parsed(link, socketInode) ?? [];
  });
  return { ok: true, value: inodes };
}

/** The inode of a socket, from a link in `/proc/<pid>/fd` (proc_pid_fd(5)); null for any other file. */
export const socketInode = (link: string): string | null => /^socket:\[(\d{1,20})\]$/.exec(link)?.[1] ?? null;
