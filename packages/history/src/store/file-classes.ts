import type { DatabaseSync } from 'node:sqlite';
import { BlockFile } from './block-file.ts';
import { EventFile } from './event-file.ts';
import { SPAN_OF_KIND } from './joined-spans.ts';
import { MinuteFile } from './minute-file.ts';
import { RolledFile } from './rolled-file.ts';

/** Makes the file of each kind out of a connection, for the thread that writes and the one that reads. */
export const WRAP = {
  seconds: (path: string, db: DatabaseSync) => new BlockFile(path, db),
  minutes: (path: string, db: DatabaseSync) => new MinuteFile(path, db),
  quarters: (path: string, db: DatabaseSync) => new RolledFile(path, db, SPAN_OF_KIND.quarters),
  events: (path: string, db: DatabaseSync) => new EventFile(path, db),
} as const;
