import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Child } from '../../bench/child.ts';
import { ROOT } from '../tree.ts';

/** A program of the project, started by a test in a separate process. */
export interface Program {
  readonly pid: number;
  /** Port that it listens on; 0 if none. */
  readonly port: number;
  /** Its output so far. */
  output(): string;
  /** Stops it and waits for its exit; returns the exit status, or the signal that ended it. */
  end(signal?: NodeJS.Signals): Promise<number | NodeJS.Signals>;
}

const running = new Set<Child>();

/** Starts `rbee <args>` and waits until it is ready. */
export const startRbee = (...args: string[]): Promise<Program> => start('apps/rbee/src/main.ts', args);

/** Starts a queen on a free port and a simulated fleet; gives the address of the queen when every hive has reported to it. */
export async function startFleet(hives: number, ...queenFlags: string[]): Promise<string> {
  const { port } = await startRbee('queen', '--port', '0', ...queenFlags);
  const base = `http://127.0.0.1:${port}`;
  await startRbee('simulate', '--queen-url', base, '--hives', `${hives}`);
  // A simulation is ready when it starts to connect its hives.
  const until = performance.now() + FLEET_MS;
  for (let known = 0; known < hives; known = await hivesOf(base)) {
    if (performance.now() > until) throw new Error(`only ${known} of ${hives} hives have reported`);
    await setTimeout(50);
  }
  return base;
}

/** Time in which every hive of a simulated fleet reports, milliseconds. */
const FLEET_MS = 20_000;

/** Number of hives that a queen knows. */
async function hivesOf(base: string): Promise<number> {
  const answer = await fetch(`${base}/v1/hives?limit=1000`);
  return ((await answer.json()) as { readonly items: readonly unknown[] }).items.length;
}

/** Starts a sample worker on a free port and waits until it is ready. */
export const startSampleWorker = (port: number, model: string): Promise<Program> =>
  start('apps/sample-worker/src/main.ts', ['--port', `${port}`, '--model', model]);

/** Stops all programs that a test left running. */
export async function endAll(): Promise<void> {
  await Promise.all([...running].map((child) => child.end()));
}

async function start(script: string, args: readonly string[]): Promise<Program> {
  const data = mkdtempSync(join(tmpdir(), 'rbee-data-'));
  const child = new Child([process.execPath, `${ROOT}${script}`, ...args], {
    // The history of a queen is not to be that of the user who runs the tests.
    env: { ...process.env, QUEEN_DATA: data },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  running.add(child);
  void child.exited.then(() => {
    running.delete(child);
    rmSync(data, { recursive: true, force: true });
  });
  const { stdout, stderr } = child.process;
  let output = '';
  for (const stream of [stdout, stderr]) stream?.on('data', (chunk) => (output += String(chunk)));
  const message = await child.message().catch((error: Error) => {
    throw new Error(`${error.message}\n${output}`);
  });
  return {
    pid: child.pid,
    port: (message as { port?: number }).port ?? 0,
    output: () => output,
    end: (signal) => child.end(signal),
  };
}
