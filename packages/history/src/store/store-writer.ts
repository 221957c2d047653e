import type { HistoryEvent, HistoryInfo } from '@rbee/contract';
import { encodeSeconds, Head, type HeadOptions } from '../blocks/index.ts';
import type { Question } from '../queries.ts';
import type { Second } from '../second.ts';
import { BlockWriter } from './block-writer.ts';
import { CrashLog } from './crash-log.ts';
import { timeOfEvent } from './event-file.ts';
import { pausedSentence } from './failure.ts';
import { periodStart } from './file-names.ts';
import type { Unwritten } from './file-reader.ts';
import { FolderLock } from './folder-lock.ts';
import { GpuPlaces } from './gpu-places.ts';
import { makePrivateFolder } from './history-folder.ts';
import { SMALL_FLEET } from './minute-file.ts';
import { bytesOf, PendingBlocks } from './pending-blocks.ts';
import { Problems } from './problems.ts';
import type { Unreadable } from './readable-files.ts';
import { StoreFiles } from './store-files.ts';
import type { Bounds } from './tier-bounds.ts';
import type { KeptTier } from './tier-keeper.ts';

/** Minutes that are written in one transaction. */
const BATCH = 1_000;
/** Time between two looks at ages and bytes, milliseconds. */
const KEEP_EVERY_MS = 10_000;
/** Seconds after which a failed write is tried again: they double up to this number. */
const LONGEST_PAUSE = 16;
/** Cells of minutes that are open: about four minutes of ten thousand hives with eight workers each. */
const MOST_CELLS = 256 * 2 ** 20;
/** Time that a sample may be ahead of the second that it came with. */
const AHEAD_MS = 10_000;
/** Time for which it is said that a file could not be read. */
const SAID_MS = 3_600_000;
/** Events that wait to be written. */
const MOST_EVENTS = 100_000;

/** Options of a `StoreWriter`. */
export interface WriterOptions {
  /** Folder of the files; it is made if it is not there, for its owner only. */
  readonly folder: string;
  readonly bounds: Bounds;
  /** Number of this process, for whoever finds the folder in use. */
  readonly pid: number;
}

/**
 * Keeps what the queen hands over, synchronously. `Second.at` is its only clock, so it is given a second each second, empty or not. It
 * does not throw because of a disk: it keeps in memory what it has room for, says so, and goes on when it can.
 */
export class StoreWriter {
  readonly #folder: string;
  readonly #lock: FolderLock;
  readonly #problems = new Problems();
  readonly #files: StoreFiles;
  readonly #blocks: BlockWriter;
  readonly #log: CrashLog;
  readonly #pending = new PendingBlocks();
  readonly #headOptions: HeadOptions;
  #head: Head;
  #events: HistoryEvent[] = [];
  #lost = 0;
  #now = 0;
  #keptAt = Number.NEGATIVE_INFINITY;
  #isLogFailing = false;
  /** Seconds between two tries to write; 0 while everything can be written. */
  #pause = 0;
  /** Seconds until the next try. */
  #skips = 0;
  readonly #gpus = new GpuPlaces();

  /** Throws if the folder cannot be made or written, and a `FolderInUse` if another program writes to it. */
  constructor({ folder, bounds, pid }: WriterOptions) {
    makePrivateFolder(folder);
    this.#folder = folder;
    this.#lock = new FolderLock(folder, pid);
    this.#files = new StoreFiles(folder, bounds, this.#problems);
    this.#blocks = new BlockWriter(this.#files);
    this.#log = new CrashLog(folder);
    this.#headOptions = { maxAgeMs: bounds['1s'].max_age_ms, maxCells: MOST_CELLS };
    this.#head = new Head(this.#headOptions);
  }

  /** Takes over what an earlier run did not write; `now` is milliseconds since the epoch. */
  start(now: number): void {
    this.#now = now;
    for (const second of this.#log.left()) {
      this.#take(second);
      if (this.#pending.size >= BATCH) this.#attempt();
    }
    this.#takeRest();
    // The numbers of layouts that follow are those of another run.
    this.#head = new Head(this.#headOptions);
    this.#attempt(() => this.#blocks.start(now));
  }

  append(second: Second): void {
    this.#now = second.at;
    this.#lost += second.lost ?? 0;
    this.#gpus.note(second.layouts);
    this.#writeLog(second);
    this.#take(second);
    if (this.#skips === 0) this.#attempt();
    else this.#skips -= 1;
    if (this.#isPaused) this.#lost += this.#pending.pack();
  }

  /** What a question needs of what is not in the files yet. */
  unwrittenFor(question: Question): Unwritten {
    const minutes = this.#hivesOf(question).flatMap((hive) => this.minutesOf(hive));
    const lacksNewest = question.kind === 'top' && this.hives.length > SMALL_FLEET;
    return { minutes, tiers: this.#tiers(), lacksNewest };
  }

  /** Encoded minutes of a hive that are not in the files yet. */
  minutesOf(hiveId: string): readonly Uint8Array[] {
    return [
      ...this.#pending.ofHive(hiveId).map(bytesOf),
      ...this.#head.open(hiveId).map((it) => encodeSeconds(it)),
    ];
  }

  /** The hives with minutes that are not in the files yet. */
  get hives(): readonly string[] {
    return [...new Set([...this.#pending.hives(), ...this.#head.hives])];
  }

  /** Sets a damaged file aside that the thread which reads has found, and says what cannot be read. */
  noteUnreadable({ kind, start, isDamaged, message }: Unreadable): void {
    if (isDamaged) this.#files.setAside(kind, start, this.#now);
    else this.#problems.say(message, message, this.#now + SAID_MS);
  }

  info(): HistoryInfo {
    const { lost, refused } = this.#head.losses;
    return {
      state: this.#isPaused ? 'paused' : 'recording',
      tiers: this.#tiers().map(({ oldest, ...state }) => ({
        ...state,
        oldest: oldest === null ? null : new Date(oldest).toISOString(),
      })),
      lost: this.#lost + lost + refused,
      problems: this.#problems.at(this.#now),
    };
  }

  /** Writes everything that is open, and closes the files. */
  close(): void {
    this.#takeRest();
    this.#attempt(() => this.#blocks.makeQuarters(this.#now));
    this.#attempt(() => this.#blocks.makeFleet(this.#now, 'at once'));
    this.#files.close();
    if (this.#pause === 0) this.#log.clear();
    this.#log.close();
    this.#lock.release();
  }

  #take(second: Second): void {
    this.#head.add(second);
    for (const block of this.#head.due(second.at)) this.#pending.add(block);
    this.#events.push(...second.events);
    const excess = this.#events.length - MOST_EVENTS;
    if (excess > 0) this.#events.splice(0, excess);
  }

  #takeRest(): void {
    for (const block of this.#head.all()) this.#pending.add(block);
  }

  #tiers(): readonly KeptTier[] {
    return Object.values(this.#files.keepers).map((it) => it.state(this.#now));
  }

  get #isPaused(): boolean {
    return this.#pause > 0 || this.#isLogFailing;
  }

  /** The hives whose minutes a question needs. */
  #hivesOf({ kind, query }: Question): readonly string[] {
    if (kind === 'events') return [];
    if (kind === 'top') {
      const { hives } = this;
      return hives.length <= SMALL_FLEET ? hives : [];
    }
    const of = kind === 'holders' ? query : query.of;
    if ('worker' in of) return [of.worker.hive_id];
    if (of.hive_id !== undefined) return [of.hive_id];
    return 'uuid' in of ? this.#gpus.hivesOf(of.uuid) : [];
  }

  /** The log is written also while nothing else can be: it may be another file that is wrong. */
  #writeLog(second: Second): void {
    try {
      this.#log.write(second);
      if (this.#isLogFailing) this.#problems.clear('paused');
      this.#isLogFailing = false;
    } catch (error) {
      this.#isLogFailing = true;
      this.#problems.say('paused', pausedSentence(this.#folder, error));
    }
  }

  /** Does some work and writes what waits. If that fails, it is tried again later. */
  #attempt(work: () => void = () => {}): void {
    try {
      work();
      this.#writeWaiting();
      this.#pause = 0;
      if (!this.#isLogFailing) this.#problems.clear('paused');
    } catch (error) {
      this.#files.close();
      this.#pause = Math.min(LONGEST_PAUSE, Math.max(1, 2 * this.#pause));
      this.#skips = this.#pause;
      this.#problems.say('paused', pausedSentence(this.#folder, error));
    }
  }

  #writeWaiting(): void {
    const now = this.#now;
    this.#files.closeLost(now);
    while (this.#pending.size > 0) {
      const batch = this.#pending.first(BATCH);
      this.#lost += this.#blocks.write(batch, now);
      this.#pending.remove(batch.length);
    }
    this.#writeEvents(now);
    this.#blocks.makeQuarters(now);
    this.#blocks.makeFleet(now);
    this.#blocks.join(now);
    this.#keep(now);
    this.#shortenLog();
  }

  #writeEvents(now: number): void {
    if (this.#events.length === 0) return;
    for (const [at, events] of Map.groupBy(this.#events, (it) => periodStart('events', timeOfEvent(it)))) {
      this.#files.events.write(at, now, (file) => file.add(events));
    }
    this.#events = [];
  }

  /** Removes what is too old or too much. */
  #keep(now: number): void {
    if (now >= this.#keptAt && now - this.#keptAt < KEEP_EVERY_MS) return;
    const { keepers } = this.#files;
    const hasMore = [
      keepers['1s'].keep(now, this.#log.bytes),
      keepers['1m'].keep(now),
      keepers['15m'].keep(now),
    ].includes(true);
    this.#keptAt = hasMore ? Number.NEGATIVE_INFINITY : now;
  }

  /** Removes the part of the log that is in the other files. */
  #shortenLog(): void {
    const written = Math.min(this.#head.oldest ?? this.#now, this.#now) - AHEAD_MS;
    if (!this.#log.hasBefore(written)) return;
    this.#files.sync();
    this.#log.removeBefore(written);
  }
}
