import { writeZeros } from './gguf.ts';
import { check, watch } from './watched.ts';

/** 2 GiB: some seconds to read. */
const LARGE = { embedding: 2048, layers: 8, feedForward: 8192, heads: 16, context: 512 };
const STEP_MS = 200;
const MOST_STEPS = 600;

/** A server that loads a large file is starting in every sample until it is ready, and never anything else. */
export async function loading(server: string, folder: string): Promise<void> {
  const path = `${folder}/zeros.gguf`;
  writeZeros(path, LARGE);
  const watched = watch(server, ['-m', path, '--no-mmap', '--metrics']);
  const states: string[] = [];
  for (let step = 0; step < MOST_STEPS && states.at(-1) !== 'ready'; step += 1) {
    const worker = await watched.sample(STEP_MS / 1_000, STEP_MS);
    states.push(worker?.engine?.state ?? worker?.unknown?.['engine'] ?? 'none');
  }
  // Before its process has run the server, and before its engine was read, nothing is known.
  const told = states.filter((it) => it !== 'none' && it !== 'first_sample');
  const before = told.slice(0, -1);
  const isRight = before.length > 3 && before.every((it) => it === 'starting') && told.at(-1) === 'ready';
  check('a server that loads is starting until it is ready', isRight, counted(states));
  await watched.end();
}

/** How often each state followed the one before. */
function counted(states: readonly string[]): readonly string[] {
  const runs: { state: string; count: number }[] = [];
  for (const state of states) {
    const last = runs.at(-1);
    if (last?.state === state) last.count += 1;
    else runs.push({ state, count: 1 });
  }
  return runs.map(({ state, count }) => `${count} ${state}`);
}
