import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { Journal } from './journal.ts';
import { train } from './model.ts';
import type { Options } from './options.ts';
import { createSampleServer } from './server.ts';

const JOURNAL_BYTES = 4 * 1024 * 1024;
const CORPUS = new URL('../corpus/', import.meta.url);
const { version } = createRequire(import.meta.url)('../package.json') as { readonly version: string };

/** A sample worker that listens. */
export interface Running {
  readonly port: number;
  /** Closes every connection and removes the journal. */
  stop(): Promise<void>;
}

/** Trains the model, creates the journal within `temporary`, and listens. Rejects if it cannot listen. */
export async function run(options: Options, temporary: string = tmpdir()): Promise<Running> {
  const corpus = await readCorpus();
  const journal = await Journal.create(temporary, JOURNAL_BYTES);
  const server = createSampleServer({
    name: options.model,
    model: train(corpus, options.order),
    version,
    created: Math.floor(Date.now() / 1_000),
    corpusBytes: Buffer.byteLength(corpus),
    journal,
  });
  try {
    server.listen(options.port, options.host);
    await once(server, 'listening');
  } catch (error) {
    await journal.remove();
    throw error;
  }
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await journal.remove();
    },
  };
}

/** The texts that the model is trained on, in the order of their file names. */
export async function readCorpus(): Promise<string> {
  const names = (await readdir(CORPUS)).filter((name) => name.endsWith('.txt')).sort();
  const texts = await Promise.all(names.map((name) => readFile(new URL(name, CORPUS), 'utf8')));
  return texts.join('\n\n');
}
