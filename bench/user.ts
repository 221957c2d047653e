import { execFileSync } from 'node:child_process';

/** Whom processes run as; empty: as whoever started the bench. */
export interface User {
  readonly uid?: number;
  readonly gid?: number;
}

/** An ordinary user: `nobody` where the bench was started by root, else whoever started it. */
export function ordinaryUser(): User {
  if (process.getuid?.() !== 0) return {};
  const id = (which: string) => Number(execFileSync('id', [which, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}
