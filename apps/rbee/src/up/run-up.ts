import type { ProcessStats } from '@rbee/contract';
import type { Clock } from '@rbee/hive';
import SMALL from '../../bin/small.json' with { type: 'json' };
import { type CommandLine, FROM_PARENT } from '../command-line/index.ts';
import type { Outcome } from '../outcome.ts';
import type { UpSettings } from '../settings/index.ts';
import { aborted } from '../time/index.ts';
import { addressForPeople, addressForProcesses } from './addresses.ts';
import { type Child, type Exit, exitInWords, type StartChild } from './child.ts';
import { endChild } from './end-child.ts';
import { keepRunning } from './keep-running.ts';
import { runSamples } from './sample-workers.ts';
import { opening } from './sentences.ts';

/** What `rbee up` needs from the process that it runs in. */
export interface UpEdges {
  /** Paths of this program and of the sample worker's. */
  readonly programs: { readonly rbee: string; readonly sampleWorker: string };
  readonly startChild: StartChild;
  /** Workers that run on this machine now. */
  readonly look: () => readonly ProcessStats[];
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  /** A number from 0 up to 1. */
  readonly random: () => number;
  /** Prints a line for people to standard output. */
  readonly print: (line: string) => void;
  /** Prints a line about something that went wrong to standard error. */
  readonly say: (sentence: string) => void;
  /** Asks everything to stop. */
  readonly stop: AbortSignal;
  /** Asks again: what still runs is killed. */
  readonly force: AbortSignal;
}

/**
 * Starts a queen, a hive, and sample workers where no inference server runs, and keeps them running until it
 * is asked to stop or the queen ends. Ends everything that it started, and nothing else.
 */
export async function runUp(settings: UpSettings, edges: UpEdges): Promise<Outcome> {
  const { clock, stop, force } = edges;
  const workers = edges.look().filter((worker) => worker.origin === undefined);
  const queen = edges.startChild(edges.programs.rbee, ['queen', FROM_PARENT], {
    commandLine: { kind: 'queen', settings },
  });
  const end = new AbortController();
  const others: Promise<void>[] = [];
  const began = await Promise.race([queen.ready, queen.exited, aborted(stop)]);
  if (began && 'port' in began) {
    const port = began.port ?? settings.port;
    others.push(...startOthers(settings, edges, { port, end: end.signal, samples: workers.length === 0 }));
    const pageBuilt = await hasPage(addressForProcesses(settings.host, port), edges);
    const lines = opening(addressForPeople(settings.host, port), pageBuilt, workers, settings);
    if (!stop.aborted) for (const line of lines) edges.print(line);
  }
  const exit = await Promise.race([queen.exited, aborted(stop)]);
  end.abort();
  await Promise.all(others);
  if (!exit) await endChild(queen, clock, force);
  return exit && !stop.aborted ? afterQueen(exit) : { code: 0 };
}

function startOthers(
  settings: UpSettings,
  edges: UpEdges,
  { port, end, samples }: { readonly port: number; readonly end: AbortSignal; readonly samples: boolean },
): readonly Promise<void>[] {
  const { startChild, programs } = edges;
  const queenUrl = addressForProcesses(settings.host, port);
  const commandLine: CommandLine = { kind: 'hive', settings: { ...settings, queenUrl } };
  const start = async (): Promise<Child> =>
    startChild(programs.rbee, ['hive', FROM_PARENT], { nodeFlags: SMALL, commandLine });
  const shared = { ...edges, stop: end };
  const hive = keepRunning({ ...shared, name: 'The hive', start });
  const wanted = samples && settings.samples;
  return wanted ? [hive, runSamples({ ...shared, program: programs.sampleWorker })] : [hive];
}

/** Whether the queen serves the web page; it answers with plain text if the page was not built. */
async function hasPage(address: string, { fetch, stop }: UpEdges): Promise<boolean> {
  try {
    const page = await fetch(`${address}/`, { signal: stop });
    await page.arrayBuffer();
    return page.ok && (page.headers.get('content-type') ?? '').startsWith('text/html');
  } catch {
    return false; // the queen ended or was stopped; the caller notices that
  }
}

/** A queen that ends with 2 has already printed the reason. */
const afterQueen = (exit: Exit): Outcome =>
  exit.code === 2
    ? { code: 2 }
    : {
        code: 1,
        sentence: `rbee: the queen ended unexpectedly (${exitInWords(exit)}); everything else was stopped.`,
      };
