import type { AddressInfo } from 'node:net';
import { buildQueen } from '@rbee/queen';
import type { Logger } from 'pino';
import type { Outcome } from '../outcome.ts';
import type { QueenSettings } from '../settings/index.ts';
import { aborted } from '../time/index.ts';
import { builtPage } from './built-page.ts';
import { listenFailure } from './listen-failure.ts';

/** What a queen needs from its process. */
export interface QueenEdges {
  readonly version: string;
  readonly log: Logger;
  /** Where the built dashboard is, if it was built. */
  readonly pageFolder: string;
  /** Asks it to stop. */
  readonly stop: AbortSignal;
  /** Called with the port once it listens. */
  readonly onReady: (port: number) => void;
}

/**
 * Length of the accept queue, for a whole fleet that reconnects at once: the default limit of Linux (net.core.somaxconn since
 * 5.4). When the queue is full, the kernel drops a connection attempt and the hive's kernel repeats it a second later.
 */
const BACKLOG = 4096;

/** Runs a queen until it is asked to stop. */
export async function runQueen(settings: QueenSettings, edges: QueenEdges): Promise<Outcome> {
  const { host, port, allowOrigins, allowHosts, forgetAfterMs } = settings;
  const { version, log } = edges;
  const app = await buildQueen({
    ...{ host, port, version, allowOrigins, allowHosts, forgetAfterMs },
    ...builtPage(edges.pageFolder),
    logger: log,
  });
  try {
    await app.listen({
      ...{ host, port, backlog: BACKLOG },
      listenTextResolver: (address) => `The queen listens on ${address}.`,
    });
  } catch (error) {
    await app.close();
    const sentence = listenFailure(error, host, port);
    if (sentence === null) throw error;
    return { code: 2, sentence: `rbee: ${sentence}` };
  }
  edges.onReady((app.server.address() as AddressInfo).port);
  await aborted(edges.stop);
  await app.close();
  log.info('The queen has stopped.');
  return { code: 0 };
}
