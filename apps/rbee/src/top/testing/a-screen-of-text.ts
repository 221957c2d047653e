import { stripVTControlCharacters } from 'node:util';

/** The place of a line and its text, up to the next place or mode. */
const LINE = /␛\[(\d+);1H((?:(?!␛\[\d+;\d+H|␛\[\?).)*)/gs;

/** A terminal that knows what `frameChanges` writes, to tell what a person sees. */
export class ScreenOfText {
  readonly rows: string[];

  constructor(rows: number) {
    this.rows = Array.from({ length: rows }, () => '');
  }

  /** Applies what was written. A line is written from its start, and its rest is erased. */
  write(bytes: string): void {
    if (bytes.includes('\x1b[2J')) this.rows.fill('');
    for (const [, row = '', text = ''] of bytes.replaceAll('\x1b', '␛').matchAll(LINE)) {
      this.rows[Number(row) - 1] = stripVTControlCharacters(text.replaceAll('␛', '\x1b'));
    }
  }
}
