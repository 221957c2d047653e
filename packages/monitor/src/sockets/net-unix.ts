/** `Num: RefCount Protocol Flags Type St Inode Path`; flag 00010000 is __SO_ACCEPTCON, type 0001 SOCK_STREAM. */
const LISTENING = /^[0-9a-f]+: [0-9A-F]+ [0-9A-F]+ 00010000 0001 [0-9A-F]{2} +(\d+) (\S.*)$/gm;

/**
 * The listening sockets of `/proc/<pid>/net/unix` (proc_pid_net(5)) that have a name, by inode: a path as it was bound, which
 * may be relative, or `@` and a name that is in no file system (unix(7)).
 */
export const parseNetUnix = (text: string): readonly (readonly [inode: string, path: string])[] =>
  [...text.matchAll(LISTENING)].map(([, inode = '', path = '']) => [inode, path]);
