import type { Settings } from './config.ts';

/** Open files that are no connections: those of Node itself, of the log, and pages that are being sent. */
const OTHER_FILES = 100;

type Limits = Pick<Settings, 'openFiles' | 'maxConnections'>;

/**
 * The number of connections for which the process may open files. Beyond it a connection is closed and counted; without this
 * bound, the queen could open no file any more, and Node would close connections without a word.
 */
export const connectionsWithin = ({ openFiles, maxConnections }: Limits): number =>
  Math.max(1, Math.min(maxConnections, openFiles - Math.min(OTHER_FILES, Math.ceil(openFiles / 2))));

/** One sentence if the process may open too few files for the links and watchers that the settings allow; else null. */
export function openFilesWarning(
  settings: Limits & Pick<Settings, 'maxLinks' | 'maxWatchers'>,
): string | null {
  const { openFiles, maxLinks, maxWatchers } = settings;
  const needed = maxLinks + maxWatchers + OTHER_FILES;
  if (openFiles >= needed) return null;
  return `The queen may open only ${openFiles} files, enough for ${connectionsWithin(settings)} connections; for all ${maxLinks} links and ${maxWatchers} stream clients raise the limit to ${needed} (ulimit -n, LimitNOFILE in systemd).`;
}
