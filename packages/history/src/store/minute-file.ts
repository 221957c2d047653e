import { BlockFile } from './block-file.ts';
import { bytesIn, numberIn, textIn } from './sqlite-file.ts';

/** A quarter of an hour of a hive. */
export interface Quarter {
  readonly hiveId: string;
  readonly start: number;
}

/** The minutes of hives and of the fleet, and what is to be made of them: it is noted here until it is made, also over a crash. */
export class MinuteFile extends BlockFile {
  /** Notes that a quarter of an hour is to be made, for the first time or anew. */
  noteQuarter({ hiveId, start }: Quarter): void {
    const sql = 'INSERT INTO quarter_to_make SELECT id, ? FROM hive WHERE name = ? ON CONFLICT DO NOTHING';
    this.run(sql, start, hiveId);
  }

  quarterIsMade({ hiveId, start }: Quarter): void {
    const hive = this.hiveNumber(hiveId);
    if (hive !== undefined) this.run('DELETE FROM quarter_to_make WHERE hive = ? AND start = ?', hive, start);
  }

  /** The quarters that are to be made: all of them, or those of a hive. */
  quartersToMake(hiveId?: string): Quarter[] {
    const sql = 'SELECT name, start FROM quarter_to_make JOIN hive ON hive.id = hive';
    const rows = hiveId === undefined ? this.all(sql) : this.all(`${sql} WHERE name = ?`, hiveId);
    return rows.map((row) => ({ hiveId: textIn(row, 'name'), start: numberIn(row, 'start') ?? 0 }));
  }

  /** Notes that a minute of the fleet is to be made. */
  noteFleet(start: number): void {
    this.run('INSERT INTO fleet_to_make VALUES (?) ON CONFLICT DO NOTHING', start);
  }

  fleetIsMade(start: number): void {
    this.run('DELETE FROM fleet_to_make WHERE start = ?', start);
  }

  fleetToMake(): number[] {
    return this.all('SELECT start FROM fleet_to_make').map((row) => numberIn(row, 'start') ?? 0);
  }

  /** The blocks of all hives that start at a time. */
  ofAllHives(start: number): Uint8Array[] {
    const sql = 'SELECT body FROM hive JOIN block ON block.hive = hive.id AND block.start = ?';
    return this.all(sql, start).map((row) => bytesIn(row, 'body'));
  }
}
