import { lstatSync } from 'node:fs';

/** The part of the process that has the rights of a user; Windows has none of it. */
type Rights = Partial<Pick<NodeJS.Process, 'geteuid' | 'getegid' | 'seteuid' | 'setegid'>>;

/**
 * Does something at once with the rights of the owner of a file, if root does it. The folder of a queen belongs to the user of the
 * queen, who could have put links to files of the system there: root would write into them.
 */
export function asOwner<T>(path: string, work: () => T, rights: Rights = process): T {
  const { geteuid, getegid, seteuid, setegid } = rights;
  if (!geteuid || !getegid || !seteuid || !setegid || geteuid() !== 0) return work();
  const { uid, gid } = lstatSync(path);
  const ownGroup = getegid();
  setegid(gid);
  seteuid(uid);
  try {
    return work();
  } finally {
    seteuid(0);
    setegid(ownGroup);
  }
}
