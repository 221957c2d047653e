import { setTimeout as wait } from 'node:timers/promises';
import { median } from '../measured.ts';
import type { Contender, Settings } from './contender.ts';
import { Fleet } from './load/fleet.ts';
import { LoadWatch } from './load/load-watch.ts';
import { Posts } from './load/posts.ts';
import { sampleHeartbeats } from './load/sample-heartbeats.ts';
import { linksTo } from './load/transports.ts';
import { ZIPPED_DELTA, ZIPPED_SUMMARY } from './load/watch.ts';
import { Watchers } from './load/watchers.ts';
import { percentile } from './percentile.ts';
import { WATCH_LOOP } from './servers/queen.ts';
import type { Server } from './servers/server.ts';
import type { QueenLoop, QueenMemory } from './servers/watch-loop.ts';

/** How large, and for how long. */
export interface BigFleetWish {
  readonly hives: number;
  readonly full: number;
  readonly summary: number;
  readonly minutes: number;
  readonly startQueen: Settings['startQueen'];
}

const WARM_UP_MS = 10_000;
const LOOK_MS = 1_000;
const SILENCE_MS = 300;
/** Summary watchers that unpack what they are told: so many do not weigh on the load's core. */
const SCANNING = 4;
const MIB = 1024 * 1024;

/** A queen with a large fleet on links; one round lasts as many minutes as it is told. */
export async function startBigFleet(wish: BigFleetWish): Promise<Contender> {
  const { hives, minutes } = wish;
  const server = await wish.startQueen(['--import', WATCH_LOOP]);
  await wait(LOOK_MS);
  const emptyMib = server.residentMib();
  const empty = (await server.ask('memory')) as QueenMemory;
  const { port } = server;
  const posts = new Posts();
  const full = await Watchers.open({ port, posts, count: wish.full, kind: ZIPPED_DELTA });
  const summary = await Watchers.open({
    ...{ port, posts, count: wish.summary, kind: ZIPPED_SUMMARY },
    scanning: SCANNING,
  });
  const fleet = await Fleet.open({
    port,
    hives,
    posts,
    variants: 2,
    transportTo: linksTo,
  });
  const linksMib = server.residentMib() - emptyMib;
  return {
    title: 'queen',
    round: async () => {
      await reportFor(fleet, hives, WARM_UP_MS);
      await full.quiet(SILENCE_MS);
      for (const it of [full, summary, fleet]) it.reset();
      await server.ask('loop');
      const load = new LoadWatch();
      const [cpuMs, began] = [server.cpuMs(), performance.now()];
      const memory = watchMemory(server);
      await reportFor(fleet, hives, minutes * 60_000);
      const residentMib = memory.end();
      const loop = (await server.ask('loop')) as QueenLoop;
      await full.quiet(SILENCE_MS);
      const { taken, refused, withheld } = fleet.sent;
      const above = residentMib.last - emptyMib;
      const stateMib = stateBytes(hives) / MIB;
      const { heapMib, aliveMib } = (await server.ask('memory')) as QueenMemory;
      return {
        figures: {
          ...{ minutes, taken, notTaken: refused + withheld, lost: taken - full.spread.fewestFrames },
          ...{ cores: (server.cpuMs() - cpuMs) / (full.lastByteAt - began), loopP99: loop.p99 },
          ...{ p50: percentile(summary.latenciesMs, 0.5), p99: percentile(summary.latenciesMs, 0.99) },
          ...{
            linksMib,
            residentMib: residentMib.last,
            aboveEmptyMib: above,
            ...{ heapMib, aliveMib: aliveMib - empty.aliveMib },
            stateMib,
            timesState: above / stateMib,
          },
          growthPct: (residentMib.last / residentMib.second - 1) * 100,
        },
        load: load.end(),
      };
    },
    end: async () => {
      fleet.end();
      full.end();
      summary.end();
      await server.end();
    },
  };
}

async function reportFor(fleet: Fleet, perSecond: number, ms: number): Promise<void> {
  fleet.beginAtPace(perSecond);
  await wait(ms);
  await fleet.stop();
}

/** Medians of the second and the last quarter of the time until it is ended, MiB. */
function watchMemory(server: Server): { end: () => { readonly second: number; readonly last: number } } {
  const seen: number[] = [];
  const timer = setInterval(() => seen.push(server.residentMib()), LOOK_MS);
  return {
    end: () => {
      clearInterval(timer);
      const quarter = Math.floor(seen.length / 4);
      return { second: median(seen.slice(quarter, 2 * quarter)), last: median(seen.slice(-quarter)) };
    },
  };
}

function stateBytes(hives: number): number {
  let bytes = 0;
  for (let index = 0; index < hives; index += 1) {
    bytes += Buffer.byteLength(JSON.stringify(sampleHeartbeats(`hive-${index}`, index, 1)[0]));
  }
  return bytes;
}
