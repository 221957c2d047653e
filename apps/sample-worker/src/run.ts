import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import packageJson from '../package.json' with { type: 'json' };
import { createJournal } from './journal/index.ts';
import { train } from './model/index.ts';
import type { Options } from './options/index.ts';
import { readCorpus } from './read-corpus.ts';
import { createSampleServer } from './server/index.ts';

const JOURNAL_BYTES = 4 * 1024 * 1024;

/** A sample worker that listens. */
export interface Running {
  readonly port: number;
  /** Ends every connection and removes the journal. */
  stop(): Promise<void>;
}

/**
 * Trains the model, opens the journal in a folder of its own inside `temporary`, and listens. Rejects with the
 * system's error when it cannot listen.
 */
export async function run(options: Options, temporary: string = tmpdir()): Promise<Running> {
  const corpus = await readCorpus();
  const journal = await createJournal(temporary, JOURNAL_BYTES);
  const about = {
    name: options.model,
    model: train(corpus, options.order),
    version: packageJson.version,
    created: Math.floor(Date.now() / 1_000),
    corpusBytes: Buffer.byteLength(corpus),
  };
  const server = createSampleServer({ about, journal });
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
