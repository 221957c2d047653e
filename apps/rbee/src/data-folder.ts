import { homedir } from 'node:os';
import { posix, win32 } from 'node:path';
import type { Environment } from './settings/index.ts';

/** What the place of the data depends on. */
export interface Owner {
  readonly platform: NodeJS.Platform;
  readonly environment: Environment;
  /** Home folder of the user. */
  readonly home: string;
  readonly isRoot: boolean;
}

/**
 * The folder where a program keeps what must survive a restart. Linux: that of the systemd unit (`StateDirectory=`,
 * systemd.exec(5)); of root /var/lib/rbee; else `$XDG_STATE_HOME/rbee` or ~/.local/state/rbee (XDG Base Directory Specification).
 * macOS: Library/Application Support; Windows: %LOCALAPPDATA%.
 */
export function dataFolderOf({ platform, environment, home, isRoot }: Owner): string {
  if (platform === 'win32') {
    return win32.join(environment['LOCALAPPDATA'] || win32.join(home, 'AppData', 'Local'), 'rbee');
  }
  // A unit can have several folders, with a colon between them.
  const ofUnit = environment['STATE_DIRECTORY']?.split(':')[0];
  if (ofUnit) return ofUnit;
  if (platform === 'darwin') {
    return posix.join(isRoot ? '/' : home, 'Library', 'Application Support', 'rbee');
  }
  if (isRoot) return '/var/lib/rbee';
  const state = environment['XDG_STATE_HOME'];
  // The specification says that a relative path is to be ignored.
  return posix.join(state?.startsWith('/') ? state : posix.join(home, '.local', 'state'), 'rbee');
}

/**
 * The home folder of the user, and `/` for one that the system does not know: Node then throws. Such a user is that of a
 * systemd unit with `DynamicUser=` where libnss-systemd is not installed, and that of many containers.
 */
export function homeFolder(read: () => string = homedir): string {
  try {
    return read();
  } catch {
    return '/';
  }
}
