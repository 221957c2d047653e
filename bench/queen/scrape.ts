import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { createGunzip } from 'node:zlib';
import { median } from '../measured.ts';
import type { Contender, Settings } from './contender.ts';
import { Fleet } from './load/fleet.ts';
import { LoadWatch } from './load/load-watch.ts';
import { Posts } from './load/posts.ts';
import { linksTo } from './load/transports.ts';
import { WATCH_LOOP } from './servers/queen.ts';
import type { QueenLoop } from './servers/watch-loop.ts';

/** How large, for how long, and how often it is scraped. */
export interface ScrapeWish {
  readonly hives: number;
  readonly minutes: number;
  readonly everyMs: number;
  readonly startQueen: Settings['startQueen'];
}

const WARM_UP_MS = 10_000;
const MIB = 1024 * 1024;

/** A queen with a large fleet on links that is scraped as by Prometheus; one round lasts as many minutes as it is told. */
export async function startScrape({ hives, minutes, everyMs, startQueen }: ScrapeWish): Promise<Contender> {
  const server = await startQueen(['--import', WATCH_LOOP]);
  const { port } = server;
  const fleet = await Fleet.open({
    ...{ port, hives, posts: new Posts(), variants: 2 },
    ...{ transportTo: linksTo, greets: true },
  });
  return {
    title: 'queen',
    round: async () => {
      fleet.beginAtPace(hives);
      await wait(WARM_UP_MS);
      fleet.reset();
      const closedBefore = (await scrape(port)).closed;
      await server.ask('loop');
      const load = new LoadWatch();
      const [cpuMs, began] = [server.cpuMs(), performance.now()];
      const scrapes = await scrapeFor(port, minutes * 60_000, everyMs);
      const loop = (await server.ask('loop')) as QueenLoop;
      const cores = (server.cpuMs() - cpuMs) / (performance.now() - began);
      await fleet.stop();
      const { taken, refused, withheld } = fleet.sent;
      return {
        figures: {
          ...{ hives, minutes, taken, notTaken: refused + withheld, scrapes: scrapes.length, cores },
          ...{ loopP99: loop.p99, closed: (scrapes.at(-1)?.closed ?? 0) - closedBefore },
          scrapeS: median(scrapes.map(({ ms }) => ms / 1_000)),
          slowestS: Math.max(...scrapes.map(({ ms }) => ms / 1_000)),
          mib: median(scrapes.map(({ bytes }) => bytes / MIB)),
          workers: Math.min(...scrapes.map(({ workers }) => workers)),
        },
        load: load.end(),
      };
    },
    end: async () => {
      fleet.end();
      await server.end();
    },
  };
}

interface Scraped {
  readonly ms: number;
  /** Of the text, unpacked. */
  readonly bytes: number;
  /** Number of workers in the text. */
  readonly workers: number;
  /** Number of links that ended so far. */
  readonly closed: number;
}

async function scrapeFor(port: number, ms: number, everyMs: number): Promise<Scraped[]> {
  const all: Scraped[] = [];
  const until = performance.now() + ms;
  for (let due = performance.now() + everyMs; due <= until; due += everyMs) {
    await wait(Math.max(0, due - performance.now()));
    all.push(await scrape(port));
  }
  return all;
}

/** Reads the metrics with gzip, as Prometheus does. */
async function scrape(port: number): Promise<Scraped> {
  const began = performance.now();
  const headers = { 'accept-encoding': 'gzip' };
  const request = get({ port, host: '127.0.0.1', path: '/metrics', agent: false, headers });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  if (response.statusCode !== 200) throw new Error(`The scrape was answered ${response.statusCode}.`);
  let [bytes, workers, closed, rest] = [0, 0, 0, ''];
  await pipeline(response, createGunzip(), async (text) => {
    for await (const part of text) {
      bytes += (part as Buffer).length;
      const lines = (rest + String(part)).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (line.startsWith('rbee_worker_info{')) workers += 1;
        else if (line.startsWith('rbee_link_closes_total{')) closed += Number(line.split(' ').at(-1));
      }
    }
  });
  return { ms: performance.now() - began, bytes, workers, closed };
}
