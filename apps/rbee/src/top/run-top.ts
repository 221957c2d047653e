import { parseFilter, parseSort, type WorkerSort } from '@rbee/queen-rbee-sdk';
import { type Asking, type Credential, refusalOf, tokenOf } from '../credential/index.ts';
import type { Outcome } from '../outcome.ts';
import type { ProcessEdges } from '../process-edges.ts';
import { hostOf, isLoopback, type TopSettings } from '../settings/index.ts';
import { fleetAsJson } from './as-json.ts';
import { filterErrorInWords } from './filter-words.ts';
import { FleetWatch, openStoreOf } from './fleet-watch.ts';
import { HIVE_SORTS, type HiveSortName } from './hive-columns.ts';
import { LiveTable } from './live-table.ts';
import { arrival, onceLines } from './once.ts';
import type { Output } from './output.ts';
import { noPaint, palette } from './palette.ts';
import { pictureOf, rowsOf } from './picture.ts';
import type { Screen } from './screen.ts';
import type { Order } from './table.ts';
import { WORKER_SORTS } from './worker-columns.ts';

/** What `rbee top` needs from its process. */
export interface TopEdges extends Output, Pick<ProcessEdges, 'fetch' | 'clock' | 'stop' | 'print'> {
  /** Stops this process as Ctrl-Z does; resolves when it goes on. */
  readonly suspend: () => Promise<void>;
  readonly credential: (asking: Asking) => Promise<Credential>;
}

/** Shows the fleet of a queen: on a terminal until `q`, otherwise once. */
export async function runTop(settings: TopSettings, edges: TopEdges): Promise<Outcome> {
  const screen = screenOf(settings);
  if ('code' in screen) return screen;
  const credential = await edges.credential({ ...settings, command: 'top', scopes: ['read', 'stream'] });
  if (credential.kind === 'wrong') return { code: 2, sentence: credential.sentence };
  try {
    return await showFleet(settings, screen, credential, edges);
  } finally {
    if (credential.kind === 'token') await credential.end();
  }
}

async function showFleet(
  settings: TopSettings,
  screen: Screen,
  credential: Exclude<Credential, { kind: 'wrong' }>,
  edges: TopEdges,
): Promise<Outcome> {
  const { queenUrl, once, json, intervalMs } = settings;
  const { clock, stop, terminal } = edges;
  const isLocal = isLoopback(hostOf(new URL(queenUrl)));
  const open = openStoreOf({ baseUrl: queenUrl, isLocal, ...tokenOf(credential) }, edges.fetch);
  const watchEvery = (interval: number | undefined) =>
    new FleetWatch({ open, intervalMs: interval, now: () => clock.monotonic() });
  if (terminal === undefined || once || json)
    return printOnce(
      { watch: watchEvery(intervalMs ?? 1_000), screen, hasToken: credential.kind === 'token' },
      settings,
      edges,
    );
  const { suspend, colorDepth } = edges;
  const watch = watchEvery(intervalMs);
  const paint = palette(colorDepth);
  await new LiveTable({ watch, terminal, paint, queenUrl, clock, screen, suspend }).run(stop);
  return { code: 0 };
}

/** What is shown first, or what is wrong with the settings. */
function screenOf({ filter, sort, hives }: TopSettings): Screen | Outcome {
  const [error] = parseFilter(filter).errors;
  if (error)
    return {
      code: 2,
      sentence: `rbee top: --filter, character ${error.start + 1}: ${filterErrorInWords(error)}`,
    };
  const keys = hives ? HIVE_SORTS : WORKER_SORTS;
  const workerOrder = hives || sort === undefined ? LARGEST_GPU_USE : parseSort(sort);
  const hiveOrder = hives && sort !== undefined ? hiveOrderOf(sort) : BY_HIVE;
  if (!workerOrder || !hiveOrder)
    return {
      code: 2,
      sentence: `rbee top: --sort must be one of ${keys.join(', ')}, with - before it for the largest first, not "${sort}".`,
    };
  const view = hives ? 'hives' : 'workers';
  return { view, filter, isHelp: false, first: 0, workerOrder, hiveOrder };
}

const LARGEST_GPU_USE: WorkerSort = { by: 'gpu', descending: true };
const BY_HIVE: Order<HiveSortName> = { by: 'hive', descending: false };

function hiveOrderOf(text: string): Order<HiveSortName> | undefined {
  const descending = text.startsWith('-');
  const by = HIVE_SORTS.find((key) => key === text.slice(descending ? 1 : 0));
  return by && { by, descending };
}

interface Shown {
  readonly watch: FleetWatch;
  readonly screen: Screen;
  /** A token says who asks. */
  readonly hasToken: boolean;
}

async function printOnce(
  { watch, screen, hasToken }: Shown,
  { queenUrl, json }: TopSettings,
  { clock, stop, print, columns, colorDepth, isTerminal }: TopEdges,
): Promise<Outcome> {
  watch.start(() => {});
  const arrived = await arrival(watch, clock, stop);
  const { since, intervalMs } = watch;
  watch.stop();
  if (arrived.kind === 'stopped')
    return { code: 1, sentence: 'rbee top: stopped before the fleet had arrived.' };
  if (arrived.kind === 'refused')
    return { code: 1, sentence: `rbee top: the queen refuses: ${refusalOf(hasToken)}.` };
  if (arrived.kind === 'none')
    return { code: 1, sentence: `rbee top: there is no connection to the queen: ${arrived.reason}` };
  const picture = pictureOf(arrived.state);
  const rows = rowsOf(picture, screen);
  if (json) {
    print(fleetAsJson(picture, rows, queenUrl));
    return { code: 0 };
  }
  const now = clock.monotonic();
  const scene = { picture, rows, screen, queenUrl, intervalMs, since, now, wallNow: clock.now() };
  const paint = isTerminal ? palette(colorDepth) : noPaint;
  for (const line of onceLines(scene, columns, paint)) print(line);
  return { code: 0 };
}
