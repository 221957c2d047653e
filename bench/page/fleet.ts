import { setTimeout } from 'node:timers/promises';
import { ROUTES } from '../../packages/contract/src/index.ts';
import { Child } from '../child.ts';
import { RBEE, startBeside } from '../queen/servers/queen.ts';
import { temporaryFolder } from '../temporary-folder.ts';

/** A fleet of simulated hives at a real queen. */
export interface Fleet {
  readonly url: string;
  /** Heartbeats that the queen has received so far. */
  received(): Promise<number>;
  end(): Promise<void>;
}

/** What a fleet is made of. */
export interface FleetSize {
  readonly hives: number;
  /** Of each hive. */
  readonly workers: number;
  /** Heartbeats of each hive in a second; default 1. */
  readonly rate?: number;
}

/** Starts a queen with a history or without, and the hives that report to it. Resolves when all of them have reported. */
export async function startFleet(size: FleetSize, withHistory: boolean): Promise<Fleet> {
  const history = withHistory ? ['--data', temporaryFolder('rbee-bench-page-')] : ['--no-history'];
  const { queen, port } = await startBeside(history);
  const url = `http://127.0.0.1:${port}`;
  const hives = new Child([process.execPath, RBEE, 'simulate', '--no-config', ...flagsOf(size, url)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await hives.whileItRuns(untilOnline(url, size.hives));
  return {
    url,
    received: () => heartbeatsOf(url),
    end: async () => {
      await hives.end();
      await queen.end();
    },
  };
}

const flagsOf = ({ hives, workers, rate = 1 }: FleetSize, url: string): readonly string[] =>
  Object.entries({ 'queen-url': url, hives, workers, rate }).flatMap(([flag, value]) => [
    `--${flag}`,
    `${value}`,
  ]);

const ONLINE_WITHIN_MS = 120_000;

/** The metrics of a large fleet are megabytes, so the queen's beat is asked, which is the first event of its stream ([S3]). */
async function untilOnline(url: string, hives: number): Promise<void> {
  const giveUpAt = performance.now() + ONLINE_WITHIN_MS;
  for (;;) {
    // A queen that a thousand hives connect to at once may close a connection.
    const online = await hivesOnline(url).catch(() => 0);
    if (online >= hives) return;
    if (performance.now() > giveUpAt) throw new Error(`Only ${online} of ${hives} hives report.`);
    await setTimeout(300);
  }
}

async function hivesOnline(url: string): Promise<number> {
  const { body } = await fetch(url + ROUTES.stream);
  const decoder = new TextDecoder();
  let text = '';
  for await (const piece of body ?? []) {
    text += decoder.decode(piece, { stream: true });
    const online = /"hives_online":(\d+)/.exec(text)?.[1];
    // Leaving the loop closes the stream.
    if (online !== undefined) return Number(online);
  }
  throw new Error('The queen ended its stream.');
}

/** Heartbeats that a queen has received, whatever became of them. */
async function heartbeatsOf(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const values = text.matchAll(/^rbee_heartbeats_total\{.*\} (\d+)$/gm);
  return [...values].reduce((sum, [, value]) => sum + Number(value), 0);
}
