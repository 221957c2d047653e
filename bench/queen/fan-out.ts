import type { Contender, Round } from './contender.ts';
import { Fleet, type Sent } from './load/fleet.ts';
import { LoadWatch } from './load/load-watch.ts';
import { Posts } from './load/posts.ts';
import type { WatcherKind } from './load/watch.ts';
import { Watchers } from './load/watchers.ts';
import { percentile } from './percentile.ts';
import type { Server } from './servers/server.ts';

/** Something that makes a server tell its watchers. */
export interface Source {
  begin(): void;
  /** Resolves when the server has taken everything. */
  stop(): Promise<void>;
  /** What became of the events since the last `reset`; undefined where nobody counts them. */
  sent(): Readonly<Sent> | undefined;
  reset(): void;
  end(): void;
}

/** A server that is to tell events to watchers. */
export interface FanOutWish {
  readonly title: string;
  readonly start: () => Promise<Server>;
  readonly watchers: number;
  readonly kind: WatcherKind;
  readonly source: (server: Server, posts: Posts) => Promise<Source>;
}

/** Every hive once, so that all of them are up when counting begins. */
const WARM_UP_MS = 1_200;

/** After so long without a byte everything was told; hives would be degraded after three seconds. */
const SILENCE_MS = 300;

/** Events to watchers: CPU from the first to the last of them, so that what is late is paid for as well. */
export async function startFanOut(wish: FanOutWish): Promise<Contender> {
  const server = await wish.start();
  const posts = new Posts();
  const watchers = await Watchers.open({ port: server.port, count: wish.watchers, kind: wish.kind, posts });
  const source = await wish.source(server, posts);
  return {
    title: wish.title,
    round: async (seconds) => {
      await runFor(source, WARM_UP_MS);
      await watchers.quiet(SILENCE_MS);
      watchers.reset();
      source.reset();
      const load = new LoadWatch();
      const [cpuMs, began] = [server.cpuMs(), performance.now()];
      await runFor(source, seconds * 1_000);
      await watchers.quiet(SILENCE_MS);
      const spentMs = server.cpuMs() - cpuMs;
      return figuresOf(
        wish.watchers,
        watchers,
        source.sent(),
        { spentMs, tookMs: watchers.lastByteAt - began },
        load,
      );
    },
    end: async () => {
      source.end();
      watchers.end();
      await server.end();
    },
  };
}

function figuresOf(
  count: number,
  watchers: Watchers,
  sent: Readonly<Sent> | undefined,
  { spentMs, tookMs }: { spentMs: number; tookMs: number },
  load: LoadWatch,
): Round {
  const { frames, bytes, spread } = watchers;
  const lost = sent ? sent.taken - spread.fewestFrames : Number.NaN;
  // Without a count of what was sent, nobody knows when it was.
  const latenciesMs = sent ? watchers.latenciesMs : [];
  return {
    figures: {
      ...{ perCpuSecond: (frames / spentMs) * 1_000, cores: spentMs / tookMs, cpuMs: spentMs },
      ...{
        perSecond: (frames / tookMs) * 1_000,
        lost,
        notTaken: (sent?.refused ?? 0) + (sent?.withheld ?? 0),
        uneven: spread.most - spread.fewest,
      },
      ...{ p50: percentile(latenciesMs, 0.5), p99: percentile(latenciesMs, 0.99) },
      ...{
        bytesEach: bytes / count / Math.max(1, frames / count),
        cpuUsPerEvent: (spentMs * 1_000) / (frames / count),
      },
    },
    load: load.end(),
  };
}

async function runFor(source: Source, ms: number): Promise<void> {
  source.begin();
  await new Promise((resolve) => setTimeout(resolve, ms));
  await source.stop();
}

/** Hives that POST, each on a connection of its own. */
export const posting =
  (hives: number, perSecond: number): FanOutWish['source'] =>
  async ({ port }, posts) => {
    const fleet = await Fleet.open({ port, hives, posts });
    return {
      begin: () => fleet.beginAtPace(perSecond),
      stop: () => fleet.stop(),
      sent: () => fleet.sent,
      reset: () => fleet.reset(),
      end: () => fleet.end(),
    };
  };

/** A server that makes its events itself. */
export const byItself: FanOutWish['source'] = async (server) => ({
  begin: () => server.tell('begin'),
  stop: async () => server.tell('stop'),
  sent: () => undefined,
  reset: () => {},
  end: () => {},
});
