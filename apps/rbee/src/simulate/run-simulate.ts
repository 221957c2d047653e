import { type JoinText, ROUTES, readJoinText } from '@rbee/contract/plain';
import { type Clock, fetchOverHttp, fetchPinned, routeUrl } from '@rbee/hive';
import type { Outcome } from '../outcome.ts';
import type { SimulateSettings } from '../settings/index.ts';
import { pause } from '../time/index.ts';
import { type FleetShape, FleetTokens, runFleet } from './fleet/index.ts';
import { type End, endOf, linesOn, summary, Tally } from './report/index.ts';
import {
  linkOrPostTransport,
  linkTransport,
  postTransport,
  sourceAddresses,
  type Transport,
} from './transport/index.ts';

/** What a simulation needs from the process that it runs in. */
export interface SimulateEdges {
  readonly version: string;
  readonly clock: Clock;
  /** A number from 0 up to 1, for the jitter of new connections. */
  readonly random: () => number;
  readonly print: (text: string) => void;
  /** Asks it to stop. */
  readonly stop: AbortSignal;
  /** Called once it has started. */
  readonly onReady: () => void;
}

/** Connections opened a second: few enough for the queue of connections that the queen has not accepted yet. */
const CONNECTS_PER_S = 500;
const REPORT_MS = 5_000;
/** Longest wait for the last answers, and the time between two checks for them, milliseconds. */
const LAST_ANSWERS_MS = 1_000;
const CHECK_MS = 20;

/** Simulates a fleet until it is asked to stop, or for the given duration. */
export async function runSimulate(settings: SimulateSettings, edges: SimulateEdges): Promise<Outcome> {
  const { clock, random, print, stop } = edges;
  const { hives, workers, rate, queenUrl, seed, durationMs, outOfOrder, duplicates } = settings;
  const tally = new Tally();
  const invite = settings.join === undefined ? null : readJoinText(settings.join);
  print(
    `Simulating ${hives} hives of ${workers} workers, each at ${rate} heartbeats/s, for the queen at ${queenUrl} (seed ${seed}). Press Ctrl-C to stop.`,
  );
  const began = clock.monotonic();
  const fleet = runFleet({
    shape: shapeOf(settings, edges),
    transport: transportFor(settings, invite, edges),
    tokens: invite ? tokensFor(settings, invite, edges, tally) : undefined,
    connectsPerS: CONNECTS_PER_S,
    outOfOrder,
    duplicates,
    clock,
    random,
    tally,
  });
  edges.onReady();
  const elapsed = (): number => clock.monotonic() - began;
  let reportedMs = 0;
  /** How many were accepted at the last two reports: the time since the first of them is long enough to judge. */
  let accepted: readonly [number, number] = [0, 0];
  while (!stop.aborted && elapsed() < durationMs) {
    const leftMs = Math.min(reportedMs + REPORT_MS, durationMs) - elapsed();
    await pause(clock, Math.max(0, leftMs), stop);
    if (elapsed() - reportedMs < REPORT_MS) continue;
    for (const line of linesOn(tally.take(), (elapsed() - reportedMs) / 1_000, fleet.standing())) print(line);
    reportedMs = elapsed();
    accepted = [accepted[1], tally.total.accepted];
  }
  const ranMs = elapsed();
  fleet.rest();
  await lastAnswers(tally, clock);
  fleet.stop();
  print(summary(tally.total, ranMs / 1_000, tally.worstLagMs));
  return outcomeOf(endOf(tally, accepted[0], ranMs), settings.queenUrl);
}

function outcomeOf({ kind, reason }: End, queenUrl: string): Outcome {
  const because = reason === '' ? '' : ` (${reason})`;
  switch (kind) {
    case 'well':
      return { code: 0 };
    case 'refused':
      return {
        code: 3,
        sentence: `rbee simulate: the queen at ${queenUrl} refused every heartbeat${because}.`,
      };
    case 'unheard':
      return {
        code: 1,
        sentence: `rbee simulate: the queen at ${queenUrl} accepted no heartbeat${because}.`,
      };
    case 'gone':
      return {
        code: 1,
        sentence: `rbee simulate: the queen at ${queenUrl} has stopped accepting heartbeats${because}.`,
      };
  }
}

function tokensFor(
  { queenUrl }: SimulateSettings,
  { code, pin }: JoinText,
  { clock, stop }: SimulateEdges,
  tally: Tally,
): FleetTokens {
  const fetch = pin === undefined ? fetchOverHttp : fetchPinned(pin);
  return new FleetTokens({ queenUrl: new URL(queenUrl), code, fetch, clock, stop, tally });
}

function transportFor(
  { queenUrl, link, post }: SimulateSettings,
  invite: JoinText | null,
  { clock, print }: SimulateEdges,
): Transport {
  const address = new URL(queenUrl);
  const common = { clock, sources: sourceAddresses(address), pin: invite?.pin };
  const posts = postTransport({ ...common, url: routeUrl(address, ROUTES.heartbeat) });
  if (post) return posts;
  const links = linkTransport({ ...common, url: routeUrl(address, ROUTES.link) });
  if (link) return links;
  return linkOrPostTransport(links, posts, (reason) =>
    print(`The queen offers no hive link (${reason}); sending heartbeats by POST.`),
  );
}

const shapeOf = (settings: SimulateSettings, { version, clock }: SimulateEdges): FleetShape => ({
  seed: settings.seed,
  hives: settings.hives,
  workers: settings.workers,
  churn: settings.churn,
  skewMs: settings.skewMs,
  intervalMs: Math.round(1_000 / settings.rate),
  beganMs: clock.now(),
  version,
});

/** Waits briefly for outstanding answers, so that the last figures are complete. */
async function lastAnswers({ total }: Tally, clock: Clock): Promise<void> {
  const untilMs = clock.monotonic() + LAST_ANSWERS_MS;
  const never = new AbortController().signal;
  while (total.sent > total.accepted + total.refused + total.failed && clock.monotonic() < untilMs) {
    await pause(clock, CHECK_MS, never);
  }
}
