import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { freePort } from '../../tests/e2e/free-port.ts';

/** Runs a Node program that listens on a port while a function uses it; both get the address or the port. */
export async function withServer<T>(
  args: (port: number) => readonly string[],
  options: SpawnOptions,
  use: (base: string) => Promise<T>,
): Promise<T> {
  const port = await freePort();
  const server = spawn(process.execPath, args(port), { ...options, stdio: 'ignore' });
  try {
    const base = `http://127.0.0.1:${port}`;
    await answerOf(`${base}/`, server);
    return await use(base);
  } finally {
    server.kill();
  }
}

/** The first answer of a server that was just started. */
export async function answerOf(url: string, server: ChildProcess): Promise<Response> {
  for (let left = 300; left > 0; left -= 1) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return answer;
    if (server.exitCode !== null) throw new Error(`It ended with status ${server.exitCode}.`);
    await setTimeout(200);
  }
  throw new Error(`${url} did not answer.`);
}
