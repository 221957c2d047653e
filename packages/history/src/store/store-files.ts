import type { Tier } from '../block.ts';
import { BlockFile } from './block-file.ts';
import { EventFile } from './event-file.ts';
import type { FileKind } from './file-names.ts';
import { SPAN_OF_KIND } from './joined-spans.ts';
import { MinuteFile } from './minute-file.ts';
import type { Problems } from './problems.ts';
import { RolledFile } from './rolled-file.ts';
import type { Bounds } from './tier-bounds.ts';
import { TierKeeper } from './tier-keeper.ts';
import { WritableFiles } from './writable-files.ts';

/** All files of a folder, opened to write, and the bounds of the tiers. */
export class StoreFiles {
  readonly seconds: WritableFiles<BlockFile>;
  readonly minutes: WritableFiles<MinuteFile>;
  readonly quarters: WritableFiles<RolledFile>;
  readonly events: WritableFiles<EventFile>;
  readonly keepers: Readonly<Record<Tier, TierKeeper>>;

  constructor(folder: string, bounds: Bounds, problems: Problems) {
    this.seconds = new WritableFiles(folder, 'seconds', (path, db) => new BlockFile(path, db), problems);
    this.minutes = new WritableFiles(folder, 'minutes', (path, db) => new MinuteFile(path, db), problems);
    this.quarters = new WritableFiles(
      folder,
      'quarters',
      (path, db) => new RolledFile(path, db, SPAN_OF_KIND.quarters),
      problems,
    );
    this.events = new WritableFiles(folder, 'events', (path, db) => new EventFile(path, db), problems);
    const quarters = [
      { kind: 'quarters', files: this.quarters },
      { kind: 'events', files: this.events },
    ] as const;
    this.keepers = {
      '1s': new TierKeeper('1s', [{ kind: 'seconds', files: this.seconds }], bounds['1s']),
      '1m': new TierKeeper('1m', [{ kind: 'minutes', files: this.minutes }], bounds['1m']),
      '15m': new TierKeeper('15m', quarters, bounds['15m']),
    };
  }

  get #all() {
    return [this.seconds, this.minutes, this.quarters, this.events];
  }

  /** Makes sure that everything that was written is on the disk. */
  sync(): void {
    for (const it of this.#all) it.sync();
  }

  /** Closes files that somebody removed while they were open. */
  closeLost(now: number): void {
    for (const it of this.#all) it.closeLost(now);
  }

  /** Renames a damaged file, so that another one is begun in its place. */
  setAside(kind: FileKind, start: number, now: number): void {
    this[kind].setAside(start, now);
  }

  close(): void {
    for (const it of this.#all) it.close();
  }
}
