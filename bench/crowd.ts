import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { User } from './user.ts';

/** How many processes to start. */
export interface CrowdSize {
  readonly processes: number;
  /** How many of them look like inference servers. */
  readonly workers: number;
}

/** Processes that wait. */
export interface Crowd {
  end(): Promise<void>;
}

/** Where the workers' ports begin. */
const FIRST_PORT = 20_000;

/** Each reads a pipe to which nothing is written: the end of the bench, however it ends, is theirs. */
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

/** Starts processes: half of the workers and half of the others run as that user, the rest as whoever started the bench. */
export async function startCrowd(size: CrowdSize, user: User): Promise<Crowd> {
  const half = (it: number) => Math.floor(it / 2);
  const others = size.processes - size.workers;
  const members = await Promise.all([
    startHalf(half(size.workers), half(others), FIRST_PORT, user),
    startHalf(size.workers - half(size.workers), others - half(others), FIRST_PORT + size.workers, {}),
  ]);
  return {
    end: async () => {
      await Promise.all(members.map(endHalf));
    },
  };
}

async function startHalf(workers: number, others: number, port: number, user: User): Promise<ChildProcess> {
  const bash = spawn('bash', ['--norc', '-c', SCRIPT], {
    ...user,
    env: { PATH: '/usr/bin:/bin', WORKERS: `${workers}`, OTHERS: `${others}`, PORT: `${port}` },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(bash.stdout, 'data');
  return bash;
}

async function endHalf(bash: ChildProcess): Promise<void> {
  const ended = once(bash, 'close');
  bash.stdin?.end();
  await ended;
}
