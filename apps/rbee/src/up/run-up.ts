import { isIPv6 } from 'node:net';
import { resolve } from 'node:path';
import type { ProcessStats } from '@rbee/contract';
import SMALL from '../../bin/small.json' with { type: 'json' };
import { type CommandLine, FROM_PARENT } from '../command-line/index.ts';
import type { EngineKeys } from '../engine-keys.ts';
import type { Outcome } from '../outcome.ts';
import type { ProcessEdges } from '../process-edges.ts';
import { queenFiles } from '../queen-files.ts';
import { isEveryAddress, isLoopback, type UpSettings } from '../settings/index.ts';
import { aborted } from '../time/index.ts';
import { type Child, type Exit, endChild, exitInWords, type Ready } from './child.ts';
import { keepRunning } from './keep-running.ts';
import { runSamples, SAMPLE_MODELS, type SampleEdges } from './sample-workers.ts';

/** What `rbee up` needs from its process. */
export interface UpEdges extends SampleEdges, Pick<ProcessEdges, 'print'> {
  /** Paths of this program and of the sample worker. */
  readonly programs: { readonly rbee: string; readonly sampleWorker: string };
  /** The workers that run on this machine now; null if that is not known. */
  readonly workersNow: () => Promise<readonly ProcessStats[] | null>;
  /** True if standard output is a terminal: only then is a secret printed, as any other output is kept. */
  readonly isTerminal: boolean;
  /** Keys of engines that environment variables gave; its hive gets them with its settings. */
  readonly keys?: EngineKeys | undefined;
}

/**
 * Starts a queen, a hive, and sample workers if no inference server runs. Keeps them running until `stop` aborts or the
 * queen ends. Ends everything that it started, and nothing else.
 */
export async function runUp(settings: UpSettings, edges: UpEdges): Promise<Outcome> {
  const { stop } = edges;
  const found = edges.workersNow();
  const queen = edges.startChild(edges.programs.rbee, ['queen', FROM_PARENT], {
    // Its hive and its example workers reach it on this machine; TLS is for a queen of its own.
    commandLine: { kind: 'queen', settings: { ...settings, tlsCert: undefined, tlsKey: undefined } },
  });
  const end = new AbortController();
  const others: Promise<void>[] = [];
  const first = await Promise.race([queen.ready, queen.exited, aborted(stop)]);
  if (first && 'port' in first) {
    const port = first.port ?? settings.port;
    const queenUrl = addressForProcesses(settings.host, port);
    const untilEnd = { ...edges, stop: end.signal };
    others.push(keepHive(settings, queenUrl, queen, untilEnd));
    const all = await Promise.race([found, queen.exited.then(() => null)]);
    const workers = all?.filter((worker) => worker.origin === undefined);
    if (settings.samples && workers?.length === 0 && !stop.aborted) {
      others.push(runSamples(edges.programs.sampleWorker, untilEnd));
    }
    const page = await servesPage(queenUrl, edges);
    if (!stop.aborted) {
      const address = addressForPeople(settings.host, port);
      const has = { page, history: first.history, setup: setupLine(first, settings, edges.isTerminal) };
      for (const line of openingLines(address, has, workers, settings)) edges.print(line);
    }
  }
  const exit = await Promise.race([queen.exited, aborted(stop)]);
  end.abort();
  await Promise.all(others);
  if (!exit) await endChild(queen, edges.clock, edges.force);
  return exit && !stop.aborted ? outcomeOf(exit) : { code: 0 };
}

/** What a hive does not have whose queen is on the same machine. */
const NOT_JOINED = { queenCa: undefined, join: undefined, joinFile: undefined, tokenFile: undefined };

/** Each start of the hive gets a token of its own, if the queen asks for one. */
function keepHive(settings: UpSettings, queenUrl: string, queen: Child, edges: UpEdges): Promise<void> {
  const { keys = [] } = edges;
  const ofHive = { ...settings, ...NOT_JOINED, queenUrl };
  const start = async (): Promise<Child> => {
    // A queen that is blocked does not answer, and is ended after the hive.
    const token = await Promise.race([queen.hiveToken(settings.hiveId), aborted(edges.stop)]);
    const own = token ? { token } : {};
    const commandLine: CommandLine = { kind: 'hive', settings: ofHive, keys, ...own };
    return edges.startChild(edges.programs.rbee, ['hive', FROM_PARENT], { nodeFlags: SMALL, commandLine });
  };
  return keepRunning({ name: 'The hive', start }, edges);
}

/** True if the queen serves the web page; if the page was not built, it answers with plain text. */
async function servesPage(queenUrl: string, { fetch, stop }: UpEdges): Promise<boolean> {
  try {
    const page = await fetch(`${queenUrl}/`, { signal: stop });
    await page.arrayBuffer();
    return page.ok && (page.headers.get('content-type') ?? '').startsWith('text/html');
  } catch {
    return false; // the queen has ended or is stopped, which the caller handles
  }
}

function outcomeOf(exit: Exit): Outcome {
  if (exit.code === 2) return { code: 2 }; // the queen has printed the reason already
  const sentence = `rbee: the queen ended unexpectedly (${exitInWords(exit)}); everything else was stopped.`;
  return { code: 1, sentence };
}

/** The queen's address for people at this machine. */
export const addressForPeople = (host: string, port: number): string =>
  isLoopback(host) || isEveryAddress(host) ? `http://localhost:${port}` : addressOf(host, port);

/** The queen's address for other processes on this machine. */
export const addressForProcesses = (host: string, port: number): string =>
  isEveryAddress(host) ? addressOf(host === '::' ? '::1' : '127.0.0.1', port) : addressOf(host, port);

const addressOf = (host: string, port: number): string =>
  `http://${isIPv6(host) ? `[${host}]` : host}:${port}`;

/** What `rbee up` prints once it runs, line by line; `workers` is undefined if they are not known. */
export function openingLines(
  address: string,
  has: { readonly page: boolean; readonly history?: boolean | undefined; readonly setup?: string | null },
  workers: readonly ProcessStats[] | undefined,
  settings: UpSettings,
): readonly string[] {
  return [
    `rbee is running. Open ${address}`,
    ...(has.setup ? [has.setup] : []),
    ...(has.page ? [] : ['The web page is not built yet; `npm start` builds it.']),
    `This machine reports as the hive "${settings.hiveId}" every ${settings.intervalMs / 1_000} s.`,
    aboutWorkers(workers, settings.samples),
    ...(has.history ? [`The past is kept in ${resolve(settings.data)}; --no-history keeps none.`] : []),
    'Press Ctrl-C to stop everything that rbee up started.',
  ];
}

/** How the first admin is made; null if there is one, or nobody is asked. */
function setupLine(
  { setupAddress }: Ready,
  { data }: Pick<UpSettings, 'data'>,
  isTerminal: boolean,
): string | null {
  if (!setupAddress) return null;
  if (isTerminal) return `Set up this queen first: ${setupAddress}`;
  return `Set up this queen first: the address for that is in ${queenFiles(resolve(data)).setupAddress}`;
}

/** Number of workers that are named; the page shows all of them. */
const NAMED = 5;

function aboutWorkers(workers: readonly ProcessStats[] | undefined, samples: boolean): string {
  if (!workers)
    return 'Whether an inference server runs on this machine is not known: reading its processes does not end.';
  if (workers.length > 0) {
    const names = workers
      .slice(0, NAMED)
      .map(({ group, instance, model }) => `${group}/${instance}${model ? ` (${model})` : ''}`);
    const more = workers.length > NAMED ? ` and ${workers.length - NAMED} more` : '';
    return `Inference servers on this machine: ${names.join(', ')}${more}.`;
  }
  const none = 'No inference server was found on this machine';
  return samples
    ? `${none}, so two sample workers were started as a demo: ${SAMPLE_MODELS.join(' and ')}.`
    : `${none}; it appears here when you start one.`;
}
