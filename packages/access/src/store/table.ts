import type { AccessFile, SqlRow } from './access-file.ts';

/** What a column has: text, a whole number, one of some texts; with `?` perhaps null. */
export type ColumnKind = 'text' | 'text?' | 'number' | 'number?' | readonly string[];

/** The columns of a table. */
export type Columns = Readonly<Record<string, ColumnKind>>;

type ValueOf<K extends ColumnKind> = K extends readonly string[]
  ? K[number]
  : K extends 'text'
    ? string
    : K extends 'text?'
      ? string | null
      : K extends 'number'
        ? number
        : number | null;

/** A row of a table with these columns. */
export type RowOf<C extends Columns> = { -readonly [K in keyof C]: ValueOf<C[K]> };

/** What a table is made of; the first column is its key. */
export interface TableShape<C extends Columns> {
  readonly name: string;
  readonly columns: C;
  readonly keyOf: (row: RowOf<C>) => string;
  /** Hashes that a row is found by. */
  readonly hashesOf: (row: RowOf<C>) => readonly (string | null)[];
}

/** A table that is in memory as a whole once it was loaded; what is put or removed is written at once. */
export class Table<C extends Columns> {
  readonly #file: AccessFile;
  readonly #shape: TableShape<C>;
  readonly #rows = new Map<string, RowOf<C>>();
  readonly #byHash = new Map<string, RowOf<C>>();
  readonly #write: string;
  readonly #delete: string;
  readonly #kinds: readonly (readonly [string, ColumnKind])[];

  constructor(file: AccessFile, shape: TableShape<C>) {
    this.#file = file;
    this.#shape = shape;
    const names = Object.keys(shape.columns);
    const marks = names.map(() => '?').join(', ');
    const [key = '', ...others] = names;
    const set = others.map((it) => `${it} = excluded.${it}`).join(', ');
    // Not `INSERT OR REPLACE`, which would remove another row that has the same name or hash.
    this.#write = `INSERT INTO ${shape.name} (${names.join(', ')}) VALUES (${marks}) ON CONFLICT (${key}) DO UPDATE SET ${set}`;
    this.#delete = `DELETE FROM ${shape.name} WHERE ${key} = ?`;
    this.#kinds = Object.entries(shape.columns);
  }

  get size(): number {
    return this.#rows.size;
  }

  get(key: string): RowOf<C> | undefined {
    return this.#rows.get(key);
  }

  withHash(hash: string): RowOf<C> | undefined {
    return this.#byHash.get(hash);
  }

  rows(): Iterable<RowOf<C>> {
    return this.#rows.values();
  }

  /** Puts a row in the place of the one with its key. */
  put(row: RowOf<C>): void {
    this.#file.run(this.#write, ...Object.keys(this.#shape.columns).map((it) => row[it] ?? null));
    this.#forget(this.#shape.keyOf(row));
    this.#keep(row);
  }

  /** Writes columns of a row that were changed in memory; not its key or hashes. */
  update(row: RowOf<C>, columns: readonly (keyof C & string)[]): void {
    const set = columns.map((it) => `${it} = ?`).join(', ');
    const sql = `UPDATE ${this.#shape.name} SET ${set} WHERE ${Object.keys(this.#shape.columns)[0]} = ?`;
    this.#file.run(sql, ...columns.map((it) => row[it] ?? null), this.#shape.keyOf(row));
  }

  remove(key: string): void {
    this.#file.run(this.#delete, key);
    this.#forget(key);
  }

  /** Reads everything again. If that fails, what was read before stays. */
  load(): void {
    const names = Object.keys(this.#shape.columns).join(', ');
    const rows = this.#file.all(`SELECT ${names} FROM ${this.#shape.name}`).map((it) => this.#checked(it));
    this.#rows.clear();
    this.#byHash.clear();
    for (const it of rows) this.#keep(it);
  }

  #keep(row: RowOf<C>): void {
    this.#rows.set(this.#shape.keyOf(row), row);
    for (const hash of this.#shape.hashesOf(row)) if (hash !== null) this.#byHash.set(hash, row);
  }

  #forget(key: string): void {
    const row = this.#rows.get(key);
    if (row === undefined) return;
    this.#rows.delete(key);
    for (const hash of this.#shape.hashesOf(row)) if (hash !== null) this.#byHash.delete(hash);
  }

  #checked(row: SqlRow): RowOf<C> {
    for (const [name, kind] of this.#kinds) {
      if (!isOfKind(row[name], kind)) throw new Error(`${name} of ${this.#shape.name} is damaged`);
    }
    return row as RowOf<C>;
  }
}

function isOfKind(value: unknown, kind: ColumnKind): boolean {
  if (value === null) return kind === 'text?' || kind === 'number?';
  if (typeof kind !== 'string') return typeof value === 'string' && kind.includes(value);
  return typeof value === (kind.startsWith('text') ? 'string' : 'number');
}
