import { emitKeypressEvents, type Interface } from 'node:readline';
import type { ReadStream, WriteStream } from 'node:tty';
import type { Keypress } from './keys.ts';

/** A terminal, with what the table that follows the fleet needs of it. */
export interface Terminal {
  readonly size: () => { readonly columns: number; readonly rows: number };
  /** Writes in order, later if it cannot be done now. */
  readonly write: (bytes: string) => void;
  /** True if not all that was written has left this process: the connection is slow, or Ctrl-S stopped the output. */
  readonly isBehind: () => boolean;
  /** Begins to report keys one by one; the returned function gives them back to the shell. */
  readonly readKeys: (onKey: (text: string | undefined, key: Keypress) => void) => () => void;
  readonly onResize: (resized: () => void) => () => void;
}

/** A terminal that has not told its size, as on a serial line. */
const USUAL = { columns: 80, rows: 24 };
/** Time within which the bytes of one key arrive, also over a slow connection; then an Escape is a key of its own. */
const ESCAPE_MS = 100;
/** Node reads nothing else of the interface that it can be given. */
const KEY_TIMING = { escapeCodeTimeout: ESCAPE_MS } as unknown as Interface;

/** The terminal of these streams. */
export function terminalOf(input: ReadStream, output: WriteStream): Terminal {
  return {
    size: () => ({ columns: output.columns || USUAL.columns, rows: output.rows || USUAL.rows }),
    write: (bytes) => output.write(bytes),
    isBehind: () => output.writableLength > 0,
    readKeys: (onKey) => {
      emitKeypressEvents(input, KEY_TIMING);
      input.on('keypress', onKey);
      input.setRawMode(true);
      input.resume();
      return () => {
        input.off('keypress', onKey);
        input.setRawMode(false);
        input.pause();
      };
    },
    onResize: (resized) => {
      output.on('resize', resized);
      return () => output.off('resize', resized);
    },
  };
}
