import { existsSync } from 'node:fs';
import { delimiter } from 'node:path';

/** The reason why the monitor cannot be compared with other tools here; null if it can. */
export function whyNot(): string | null {
  if (process.platform !== 'linux') return 'workers are seen on Linux only';
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const lacking = ['pidstat', 'stdbuf', 'dd', 'bash'].filter(
    (name) => !folders.some((folder) => existsSync(`${folder}/${name}`)),
  );
  if (!existsSync('/usr/bin/time')) lacking.push('/usr/bin/time');
  return lacking.length > 0 ? `this machine has no ${lacking.join(', ')}` : null;
}
