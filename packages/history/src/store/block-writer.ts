import { type RolledBlock, type SecondsBlock, TIER_STEP_MS } from '../block.ts';
import { decodeSeconds, encodeSeconds, mergeSeconds, rollUp, rollUpSeconds } from '../blocks/index.ts';
import type { BlockFile, Encode } from './block-file.ts';
import { DueSpans, type HiveSpan } from './due-spans.ts';
import { type FileKind, periodStart } from './file-names.ts';
import { spanStart } from './fleet-span.ts';
import { FleetWriter, type WrittenMinute } from './fleet-writer.ts';
import { Joiner } from './joiner.ts';
import type { MinuteFile } from './minute-file.ts';
import { blockOf, type PendingBlock } from './pending-blocks.ts';
import { QUARTER_TIMES, quarterStart } from './quarter-times.ts';
import { readable } from './readable-block.ts';
import { type PutPoint, putRolled } from './rolled-rows.ts';
import type { StoreFiles } from './store-files.ts';

const QUARTER_MS = TIER_STEP_MS['15m'];
/** Quarters that are made in one call. */
const MOST_QUARTERS = 250;

/** Writes minutes, and makes the points of the tiers above of them. What was written before is merged, so that repeating changes nothing. */
export class BlockWriter {
  readonly #files: StoreFiles;
  readonly #quarters = new DueSpans(QUARTER_TIMES);
  readonly #fleet: FleetWriter;
  readonly #minuteJoiner: Joiner;
  readonly #quarterJoiner: Joiner;

  constructor(files: StoreFiles) {
    this.#files = files;
    this.#fleet = new FleetWriter(files.minutes);
    this.#minuteJoiner = new Joiner(files.minutes, 'minutes');
    this.#quarterJoiner = new Joiner(files.quarters, 'quarters');
  }

  /** Reads what an earlier run did not make. */
  start(now: number): void {
    this.#fleet.start(now);
    for (const it of this.#joiners) it.start(now);
    for (const { start } of this.#files.minutes.list()) {
      const quarters = this.#files.minutes.read(start, now, (file) => file.quartersToMake()) ?? [];
      for (const quarter of quarters) this.#quarters.add(quarter, now);
    }
  }

  /** Writes minutes; the number of samples that there is no room for. */
  write(batch: readonly PendingBlock[], now: number): number {
    const keeper = this.#files.keepers['1s'];
    const accepted = batch.filter((it) => keeper.accepts(it.start, now));
    const rolled: RolledBlock[] = [];
    for (const [at, blocks] of byFile('seconds', accepted)) {
      let bytes = 0;
      const made = this.#files.seconds.write(at, now, (file) =>
        blocks.map((it) => {
          const { block, added } = putSeconds(file, blockOf(it));
          bytes += added;
          return rollUpSeconds(block);
        }),
      );
      keeper.rate.add(bytes, now);
      rolled.push(...(made ?? blocks.map((it) => rollUpSeconds(blockOf(it)))));
    }
    this.#writeMinutes(rolled, now);
    return samplesOf(batch) - samplesOf(accepted);
  }

  /** Adds what was written to the figures of the whole fleet, if it is time for that. */
  makeFleet(now: number, when: 'due' | 'at once' = 'due'): void {
    this.#fleet.write(now, when);
  }

  /** Makes the quarters of an hour that are due. */
  makeQuarters(now: number): void {
    const quarters = this.#quarters.due(now, MOST_QUARTERS);
    for (const [at, its] of byFile('quarters', quarters)) {
      const made = its.flatMap((it) => this.#madeOfMinutes(it, now));
      if (made.length > 0) this.#putQuarters(at, made, now);
    }
    for (const [at, its] of byFile('minutes', quarters)) {
      this.#files.minutes.write(at, now, (file) => {
        for (const it of its) file.quarterIsMade(it);
      });
    }
    for (const it of quarters) this.#quarters.isDone(it);
  }

  /** Joins points whose hours and days are over. */
  join(now: number): void {
    for (const it of this.#joiners) it.joinDue(now);
  }

  get #joiners(): readonly Joiner[] {
    return [this.#minuteJoiner, this.#quarterJoiner];
  }

  #writeMinutes(rolled: readonly RolledBlock[], now: number): void {
    for (const [at, blocks] of byFile('minutes', rolled)) {
      const written = this.#files.minutes.write(at, now, (file) => putMinutes(file, blocks)) ?? [];
      this.#files.keepers['1m'].rate.add(bytesOf(written) * this.#minuteJoiner.share, now);
      this.#fleet.add(written.filter((it) => it.isPut));
    }
    for (const block of rolled) {
      const minute = spanOf(block);
      this.#quarters.add(minute, now);
      this.#minuteJoiner.add(minute, now);
    }
  }

  #putQuarters(at: number, points: readonly RolledBlock[], now: number): void {
    const put = this.#files.quarters.write(at, now, (file) => points.map((it) => putRolled(file, it))) ?? [];
    this.#files.keepers['15m'].rate.add(bytesOf(put) * this.#quarterJoiner.share, now);
    for (const it of points) this.#quarterJoiner.add(spanOf(it), now);
  }

  #madeOfMinutes({ hiveId, start }: HiveSpan, now: number): RolledBlock[] {
    const range = { from: start, to: start + QUARTER_MS };
    const minutes = this.#files.minutes.read(start, now, (file) => [...file.rolled(hiveId, range)]);
    return minutes === undefined || minutes.length === 0 ? [] : [rollUp(minutes, start, QUARTER_MS)];
  }
}

/** Puts points of minutes into their file, and notes what is to be made of them. */
function putMinutes(file: MinuteFile, blocks: readonly RolledBlock[]): (PutPoint & WrittenMinute)[] {
  const written = blocks.map((block) => ({ block, ...putRolled(file, block) }));
  for (const block of blocks) file.noteQuarter(quarterOf(block));
  for (const span of new Set(blocks.map((it) => spanStart(it.start)))) file.noteSpan(span);
  return written;
}

const bytesOf = (points: readonly PutPoint[]): number => points.reduce((sum, it) => sum + it.bytes, 0);

/** Puts a minute into its file, merged with what is there of it; that block, and the bytes that were added. */
function putSeconds(
  file: BlockFile,
  block: SecondsBlock,
): { readonly block: SecondsBlock; readonly added: number } {
  const { hive_id, start } = block;
  file.noteGpus(block);
  const added = file.insert(hive_id, start, encodeOf(block));
  if (added !== null) return { block, added };
  const body = file.block(hive_id, start) ?? new Uint8Array(0);
  const kept = readable(() => decodeSeconds(body, undefined, file.directories));
  const merged = kept.reduce((before, it) => mergeSeconds(it, before), block);
  file.replace(hive_id, start, encodeOf(merged));
  return { block: merged, added: 0 };
}

const encodeOf =
  (block: SecondsBlock): Encode =>
  (directories) =>
    encodeSeconds(block, directories);

const quarterOf = (block: RolledBlock): HiveSpan => ({
  hiveId: block.hive_id,
  start: quarterStart(block.start),
});

const spanOf = ({ hive_id, start }: RolledBlock): HiveSpan => ({ hiveId: hive_id, start });

function byFile<T extends { readonly start: number }>(kind: FileKind, items: readonly T[]): Map<number, T[]> {
  return Map.groupBy(items, (it) => periodStart(kind, it.start));
}

const samplesOf = (batch: readonly PendingBlock[]): number => batch.reduce((sum, it) => sum + it.samples, 0);
