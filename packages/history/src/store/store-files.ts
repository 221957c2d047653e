import type { Tier } from '../block.ts';
import type { BlockFile } from './block-file.ts';
import type { EventFile } from './event-file.ts';
import { WRAP } from './file-classes.ts';
import type { FileKind } from './file-names.ts';
import type { MinuteFile } from './minute-file.ts';
import type { Problems } from './problems.ts';
import type { RolledFile } from './rolled-file.ts';
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
    this.seconds = new WritableFiles(folder, 'seconds', WRAP.seconds, problems);
    this.minutes = new WritableFiles(folder, 'minutes', WRAP.minutes, problems);
    this.quarters = new WritableFiles(folder, 'quarters', WRAP.quarters, problems);
    this.events = new WritableFiles(folder, 'events', WRAP.events, problems);
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
