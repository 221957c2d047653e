import { on } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { HiveStats } from '../../packages/hive/src/index.ts';
import { makeJournal, missingOf, type Tapped } from './journal.ts';
import { makeNamespace, whyNoNamespace } from './namespace.ts';
import type { Happened } from './queen-process.ts';

const HIVES = 20;
const INTERVAL_MS = 200;
const PORT = 7833;
const LONGEST = { timeout: 30_000, interval: 50 };
const QUEEN_PROGRAM = fileURLToPath(new URL('queen-process.ts', import.meta.url));
const HIVE_PROGRAM = fileURLToPath(new URL('hive-process.ts', import.meta.url));

/** A queen, its hives, and the network between them. */
async function startFleet() {
  const network = makeNamespace();
  onTestFinished(() => network.remove());
  const journal = makeJournal();
  const queen = await network.start(QUEEN_PROGRAM, `${PORT}`, journal.path);
  const ids = Array.from({ length: HIVES }, (_, index) => `hive-${index}`);
  const hives = await network.start(HIVE_PROGRAM, `http://127.0.0.1:${PORT}`, `${HIVES}`, `${INTERVAL_MS}`);
  const stats = async (): Promise<HiveStats[]> => {
    hives.send('stats');
    for await (const [answer] of on(hives, 'message')) return answer;
    return [];
  };
  const happened = async (): Promise<string[][]> => {
    queen.send('events');
    for await (const [told] of on(queen, 'message')) {
      const { events } = told as Happened;
      return ids.map((id) => events.filter(({ hive_id }) => hive_id === id).map(({ type }) => type));
    }
    return [];
  };
  return {
    network,
    /** Heartbeats that the queen accepted. */
    taken: journal.read,
    /** Accepted heartbeats per hive. */
    takenOfEach: (): Tapped[][] => {
      const taken = journal.read();
      return ids.map((id) => taken.filter(({ hive }) => hive === id));
    },
    stats,
    /** The queen's events per hive. */
    happened,
    /** Waits until the last event of every hive is of this type. */
    allAre: (type: string) =>
      vi.waitUntil(async () => (await happened()).every((its) => its.at(-1) === type), LONGEST),
    /** Waits until the condition holds for every hive. */
    each: (holds: (stats: HiveStats) => boolean) =>
      vi.waitUntil(async () => (await stats()).every(holds), LONGEST),
  };
}

type Fleet = Awaited<ReturnType<typeof startFleet>>;

/** Waits until every sample made so far is accepted; no sample was dropped. */
async function allIsDelivered({ taken, stats }: Fleet): Promise<void> {
  const sampled = await stats();
  await vi.waitFor(() => expect(missingOf(taken(), sampled)).toEqual([]), LONGEST);
  for (const { dropped, refused, sample_errors } of await stats()) {
    expect({ dropped, refused, sample_errors }).toEqual({ dropped: 0, refused: 0, sample_errors: 0 });
  }
}

/** No sample became the current one twice or after a newer one. */
function presentGoesForward({ takenOfEach }: Fleet): void {
  for (const its of takenOfEach()) {
    const presents = its.filter(({ present }) => present).map(({ seq }) => seq);
    expect(presents).toEqual([...new Set(presents)].sort((one, other) => one - other));
  }
}

const reason = await whyNoNamespace();

describe.skipIf(reason !== null)(`a network that fails${reason ? `: ${reason}` : ''}`, () => {
  test('[L2] [L3] a silent outage loses no sample, and the queen reports the health of its hives', async () => {
    const fleet = await startFleet();
    const { network, each, happened, allAre, takenOfEach } = fleet;
    await each(({ sent, failed }) => sent > 3 && failed === 0);
    network.lose(100, PORT);
    await each(({ failed, waiting }) => failed > 0 && waiting > 10);
    await allAre('down');
    const ofEach = (events: string[]) => Array.from({ length: HIVES }, () => events);
    expect(await happened()).toEqual(ofEach(['up', 'degraded', 'down']));
    network.heal();
    await allIsDelivered(fleet);
    await allAre('up');
    presentGoesForward(fleet);
    for (const its of takenOfEach()) {
      expect(its.filter(({ backfill }) => backfill).length).toBeGreaterThanOrEqual(10);
    }
  });

  test('[L2] [H6] with one packet in seven lost, no sample is lost or current twice', async () => {
    const fleet = await startFleet();
    const { network, each } = fleet;
    await each(({ sent }) => sent > 3);
    network.lose(14, PORT);
    await each(({ samples }) => samples > 20);
    await vi.waitUntil(() => network.lost() > 50, LONGEST);
    network.heal();
    await allIsDelivered(fleet);
    presentGoesForward(fleet);
  });
});
