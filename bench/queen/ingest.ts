import { setTimeout as wait } from 'node:timers/promises';
import type { Contender } from './contender.ts';
import { Fleet } from './load/fleet.ts';
import { LoadWatch } from './load/load-watch.ts';
import { Posts } from './load/posts.ts';
import { postsTo, type TransportTo } from './load/transports.ts';
import { RAW } from './load/watch.ts';
import { Watchers } from './load/watchers.ts';
import type { Server } from './servers/server.ts';

/** A server that takes heartbeats in. */
export interface IngestWish {
  readonly title: string;
  readonly start: () => Promise<Server>;
  readonly connections: number;
  /** Heartbeats a second of all of them; as fast as they are answered without. */
  readonly perSecond?: number;
  /** Whether somebody watches the queen's stream meanwhile. */
  readonly watched?: boolean;
  /** POSTs unless given. */
  readonly transportTo?: TransportTo;
  readonly variants?: number;
}

const WARM_UP_MS = 1_000;

/** Heartbeats on connections that are kept, and what they cost the server. */
export async function startIngest(wish: IngestWish): Promise<Contender> {
  const { connections: hives, perSecond, variants = 16, transportTo = postsTo } = wish;
  const server = await wish.start();
  const posts = new Posts();
  const { port } = server;
  const watchers = wish.watched ? await Watchers.open({ port, count: 1, kind: RAW, posts }) : null;
  const fleet = await Fleet.open({ port, hives, posts, variants, transportTo });
  const begin = (): void => {
    if (perSecond === undefined) fleet.beginBusy();
    else fleet.beginAtPace(perSecond);
  };
  return {
    title: wish.title,
    round: async (seconds) => {
      begin();
      await wait(WARM_UP_MS);
      await fleet.stop();
      await watchers?.quiet(100);
      watchers?.reset();
      fleet.reset();
      const load = new LoadWatch();
      const [cpuMs, began] = [server.cpuMs(), performance.now()];
      begin();
      await wait(seconds * 1_000);
      await fleet.stop();
      const tookMs = performance.now() - began;
      await watchers?.quiet(100);
      const spentMs = server.cpuMs() - cpuMs;
      const { taken, refused, withheld } = fleet.sent;
      return {
        figures: {
          ...{ perCpuSecond: (taken / spentMs) * 1_000, perSecond: (taken / tookMs) * 1_000 },
          ...{ cores: spentMs / tookMs, cpuUsEach: (spentMs * 1_000) / taken, refused, withheld },
          answerP50: fleet.answersUs.percentile(50) / 1_000,
          answerP99: fleet.answersUs.percentile(99) / 1_000,
          lost: watchers ? taken - watchers.spread.fewestFrames : 0,
        },
        load: load.end(),
      };
    },
    end: async () => {
      fleet.end();
      watchers?.end();
      await server.end();
    },
  };
}
