import type { DatabaseSync } from 'node:sqlite';
import { FleetNames } from '../blocks/index.ts';
import type { Range } from '../store-reader.ts';
import type { StoredBlock } from './block-file.ts';
import type { HiveSpan } from './due-spans.ts';
import { spanStart } from './fleet-span.ts';
import { SPAN_OF_KIND } from './joined-spans.ts';
import { RolledFile } from './rolled-file.ts';
import { bytesIn, numberIn, textIn } from './sqlite-file.ts';

/** Hives of a small fleet. The figures of such a fleet would take more bytes than its minutes. */
export const SMALL_FLEET = 64;

/** The minutes of hives and of the fleet, and what is to be made of them: it is noted here until it is made, also over a crash. */
export class MinuteFile extends RolledFile {
  readonly #names = new FleetNames();

  constructor(path: string, db: DatabaseSync) {
    super(path, db, SPAN_OF_KIND.minutes);
  }

  /** Notes that a quarter of an hour is to be made, for the first time or anew. */
  noteQuarter({ hiveId, start }: HiveSpan): void {
    const sql = 'INSERT INTO quarter_to_make SELECT id, ? FROM hive WHERE name = ? ON CONFLICT DO NOTHING';
    this.run(sql, start, hiveId);
  }

  quarterIsMade({ hiveId, start }: HiveSpan): void {
    const hive = this.hiveNumber(hiveId);
    if (hive !== undefined) this.run('DELETE FROM quarter_to_make WHERE hive = ? AND start = ?', hive, start);
  }

  /** The quarters that are to be made: all of them, or those of a hive. */
  quartersToMake(hiveId?: string): HiveSpan[] {
    const sql = 'SELECT name, start FROM quarter_to_make JOIN hive ON hive.id = hive';
    const rows = hiveId === undefined ? this.all(sql) : this.all(`${sql} WHERE name = ?`, hiveId);
    return rows.map((row) => ({ hiveId: textIn(row, 'name'), start: numberIn(row, 'start') ?? 0 }));
  }

  /** Notes that a span of the fleet is to be made. */
  noteSpan(start: number): void {
    this.run('INSERT INTO fleet_to_make VALUES (?) ON CONFLICT DO NOTHING', start);
  }

  spanIsMade(start: number): void {
    this.run('DELETE FROM fleet_to_make WHERE start = ?', start);
  }

  spansToMake(): number[] {
    return this.all('SELECT start FROM fleet_to_make').map((row) => numberIn(row, 'start') ?? 0);
  }

  /** What one field was of the whole fleet in a span. */
  putFleet(part: string, start: number, body: Uint8Array): void {
    const sql =
      'INSERT INTO fleet (part, start, body) VALUES (?, ?, ?) ON CONFLICT (part, start) DO UPDATE SET body = ?';
    this.run(sql, part, start, body, body);
  }

  fleet(part: string, start: number): Uint8Array | undefined {
    return this.body('SELECT body FROM fleet WHERE part = ? AND start = ?', part, start);
  }

  /** The same of all spans that start in the range, in order of time. */
  fleetIn(part: string, { from, to }: Range): StoredBlock[] {
    const sql = 'SELECT start, body FROM fleet WHERE part = ? AND start >= ? AND start < ? ORDER BY start';
    const rows = this.all(sql, part, from, to);
    return rows.map((row) => ({ start: numberIn(row, 'start') ?? 0, body: bytesIn(row, 'body') }));
  }

  /** The names of the fleet in this file, up to those that were added last. */
  knownNames(): FleetNames {
    const sql = 'SELECT text FROM fleet_name WHERE number >= ? ORDER BY number';
    for (const row of this.all(sql, this.#names.size)) this.#names.know(textIn(row, 'text'));
    return this.#names;
  }

  /** Keeps the names that this file has not yet; `names` are those from the number on that it asks for. */
  keepFleetNames(namesFrom: (number: number) => readonly string[]): void {
    let number = this.number('SELECT count(*) FROM fleet_name') ?? 0;
    for (const text of namesFrom(number)) {
      this.run('INSERT INTO fleet_name (number, text) VALUES (?, ?)', number, text);
      number += 1;
    }
  }

  /** True if there are more hives than the figures of the whole fleet are kept for: of fewer, those of each hive are read. */
  isOfLargeFleet(): boolean {
    return this.hiveCount() > SMALL_FLEET;
  }

  hiveCount(): number {
    return this.number('SELECT count(*) FROM hive') ?? 0;
  }

  override removeOldest(most: number): number {
    const removed = super.removeOldest(most);
    const oldest = this.oldest();
    if (oldest !== null) this.#removeFleetBefore(oldest, most);
    return removed;
  }

  override removeBefore(time: number, most: number): number {
    this.#removeFleetBefore(time, most);
    return super.removeBefore(time, most);
  }

  #removeFleetBefore(time: number, most: number): void {
    const ids = 'SELECT id FROM fleet WHERE start < ? LIMIT ?';
    this.run(`DELETE FROM fleet WHERE id IN (${ids})`, spanStart(time), most);
    this.run('DELETE FROM fleet_to_make WHERE start < ?', spanStart(time));
  }
}
