import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { User } from './isolation.ts';

const FIRST_PORT = 20_000;

/** All processes read from a pipe that nobody writes to, so they end when the benchmark ends, however it ends. */
const SCRIPT = `
  exec 3<&0
  for ((i = 0; i < WORKERS; i++)); do
    (exec -a llama-server sh -c 'read line' llama-server --port $((PORT + i)) -m /models/qwen3-8b-Q4_K_M.gguf <&3 3<&-) &
  done
  for ((i = 0; i < OTHERS; i++)); do cat <&3 3<&- & done
  exec 3<&- </dev/null
  echo started
  wait
`;

/**
 * Starts idle processes, of which `workers` look like inference servers. Half of either kind run as `user`, the rest as the
 * user who started the benchmark. Resolves with a function that ends them.
 */
export async function startCrowd(
  processes: number,
  workers: number,
  user: User,
): Promise<() => Promise<void>> {
  const others = processes - workers;
  const halves = await Promise.all([
    startHalf(Math.floor(workers / 2), Math.floor(others / 2), FIRST_PORT, user),
    startHalf(Math.ceil(workers / 2), Math.ceil(others / 2), FIRST_PORT + workers, {}),
  ]);
  return async () => {
    await Promise.all(halves.map((end) => end()));
  };
}

async function startHalf(
  workers: number,
  others: number,
  port: number,
  user: User,
): Promise<() => Promise<unknown>> {
  const bash = spawn('bash', ['--norc', '-c', SCRIPT], {
    ...user,
    env: { PATH: '/usr/bin:/bin', WORKERS: `${workers}`, OTHERS: `${others}`, PORT: `${port}` },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(bash.stdout, 'data');
  const closed = once(bash, 'close');
  return () => {
    bash.stdin.end();
    return closed;
  };
}
