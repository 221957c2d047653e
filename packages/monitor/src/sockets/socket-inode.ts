/** The inode in a link of `/proc/<pid>/fd` that is a socket (proc_pid_fd(5)): `socket:[12345]`; null for any other file. */
export const socketInode = (link: string): string | null => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? null;
