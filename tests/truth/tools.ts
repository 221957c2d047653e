import { existsSync } from 'node:fs';
import { delimiter } from 'node:path';

/** Why the monitor cannot be held against other tools here; null where it can. */
export function whyNot(): string | null {
  if (process.platform !== 'linux') return 'workers are seen on Linux only';
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const lacking = ['pidstat', 'stdbuf', 'dd', 'bash'].filter(
    (name) => !folders.some((folder) => existsSync(`${folder}/${name}`)),
  );
  if (!existsSync('/usr/bin/time')) lacking.push('/usr/bin/time');
  return lacking.length > 0 ? `this machine has no ${lacking.join(', ')}` : null;
}
