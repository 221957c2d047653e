import { setTimeout } from 'node:timers/promises';
import { createHive, type Hive, type HiveOptions, openOverWs } from '@rbee/hive';
import { aNode } from '../../packages/contract/src/builders.ts';
import { freePort } from '../../tests/e2e/free-port.ts';
import type { Contender, Settings } from './contender.ts';
import { connect } from './load/fleet.ts';
import { LoadWatch } from './load/load-watch.ts';
import { Beats } from './load/sample-heartbeats.ts';
import { linksTo } from './load/transports.ts';
import { percentile } from './percentile.ts';

const HIVES = 50;
const POLL_MS = 5;

/** Hives of which each says when it is back. */
interface Returning {
  /** Resolves when all report. */
  report(): Promise<void>;
  /** Resolves with the milliseconds from this call until each hive has sent a heartbeat. */
  back(): Promise<readonly number[]>;
  end(): Promise<void>;
}

/** A queen that is killed in every round, is away for the length of the round, and starts again. */
export async function startRecovery(
  title: string,
  start: (port: number) => Returning,
  startQueen: Settings['startQueen'],
): Promise<Contender> {
  const port = await freePort();
  let queen = await startQueen([], port);
  const hives = start(port);
  return {
    title,
    round: async (seconds) => {
      await hives.report();
      await queen.kill();
      const load = new LoadWatch();
      await setTimeout(seconds * 1_000);
      queen = await startQueen([], port);
      const back = await hives.back();
      const figures = {
        median: percentile(back, 0.5),
        p95: percentile(back, 0.95),
        last: percentile(back, 1),
      };
      return { figures, load: load.end() };
    },
    end: async () => {
      await hives.end();
      await queen.end();
    },
  };
}

/** Real hives; without `hearsRetryMs` they do not get the queen's `retry_ms`, as from a queen that says none. */
export const realHives =
  (hearsRetryMs: boolean) =>
  (port: number): Returning => {
    const log = { info: () => {}, warn: () => {} };
    const sample = () => ({ timestamp: new Date().toISOString(), workers: [], node: aNode() });
    const common = { queenUrl: `http://127.0.0.1:${port}`, version: 'bench', log, monitor: { sample } };
    const openLink = hearsRetryMs ? openOverWs : openDeaf;
    const hives = Array.from({ length: HIVES }, (_, index) =>
      createHive({ ...common, openLink, hiveId: `hive-${index}` }),
    );
    // Their samples are spread over an interval, as those of machines are.
    const started = hives.map(async (hive, index) => {
      await setTimeout((index * 1_000) / HIVES);
      hive.start();
    });
    const sent = (): number[] => hives.map((hive) => hive.stats().sent);
    return {
      report: async () => {
        await Promise.all(started);
        await untilMore(hives, sent());
      },
      back: () => untilMore(hives, sent()),
      end: async () => void (await Promise.all(hives.map((hive) => hive.stop()))),
    };
  };

/** Resolves when each hive has sent more than before, with the milliseconds until then. */
async function untilMore(hives: readonly Hive[], before: readonly number[]): Promise<number[]> {
  const began = performance.now();
  const at = new Map<number, number>();
  while (at.size < hives.length) {
    await setTimeout(POLL_MS);
    for (const [index, hive] of hives.entries()) {
      if (!at.has(index) && hive.stats().sent > (before[index] ?? 0))
        at.set(index, performance.now() - began);
    }
  }
  return [...at.values()];
}

/** Opens a link whose acks have no `retry_ms`. */
const openDeaf: NonNullable<HiveOptions['openLink']> = (url, events) =>
  openOverWs(url, {
    opened: () => events.opened(),
    ended: (end) => events.ended(end),
    received: (text) => {
      const { retry_ms: _, ...frame } = JSON.parse(text) as { readonly retry_ms?: number };
      events.received(JSON.stringify(frame));
    },
  });

const TRY_MS = 100;

/** The soonest that is of use: each hive tries ten times a second, and has a heartbeat to send at once. */
export const impatientLinks = (port: number): Returning => {
  const returning = async (index: number): Promise<void> => {
    const beats = new Beats(index, 1);
    await setTimeout((index * TRY_MS) / HIVES);
    for (;;) {
      const link = await connect(linksTo(port, beats.hiveId)).catch(() => null);
      const answer = await link?.send(beats.next(Date.now()));
      link?.close();
      if (answer?.kind === 'sent') return;
      await setTimeout(TRY_MS);
    }
  };
  const all = Array.from({ length: HIVES }, (_, index) => index);
  return {
    report: async () => void (await Promise.all(all.map(returning))),
    back: async () => {
      const began = performance.now();
      return Promise.all(
        all.map(async (index) => {
          await returning(index);
          return performance.now() - began;
        }),
      );
    },
    end: async () => {},
  };
};
