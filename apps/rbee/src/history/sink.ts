import { once } from 'node:events';
import { createWriteStream, renameSync, rmSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';

/** Where an export is written to. All calls reject with the error of the system if it cannot be written. */
export interface Sink {
  /** Waits while the reader of it is slower. */
  write(piece: string | Uint8Array): Promise<void>;
  /** Makes sure that everything is written. */
  finish(): Promise<void>;
  /** Leaves nothing behind that is not complete; never rejects. */
  abandon(): Promise<void>;
}

/** A file; it has its name only once it is complete. Only its owner can read it, as the history tells what a machine does. */
export function fileSink(path: string): Sink {
  const part = `${path}.part`;
  const stream = createWriteStream(part, { mode: 0o600 });
  const sink = streamSink(stream);
  return {
    write: sink.write,
    finish: async () => {
      stream.end();
      await finished(stream);
      renameSync(part, path);
    },
    abandon: async () => {
      stream.destroy();
      rmSync(part, { force: true });
    },
  };
}

/** A stream that stays open, such as standard output. */
export function streamSink(stream: Writable): Sink {
  let failure: Error | undefined;
  stream.on('error', (error) => {
    failure = error;
  });
  const check = (): void => {
    if (failure) throw failure;
  };
  return {
    write: async (piece) => {
      check();
      if (piece.length > 0 && !stream.write(piece)) await once(stream, 'drain');
      check();
    },
    finish: async () => {
      await new Promise<void>((resolve) => stream.write('', () => resolve()));
      check();
    },
    abandon: async () => {},
  };
}
