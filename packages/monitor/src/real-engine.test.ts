import { spawn } from 'node:child_process';
import { createCheck, HeartbeatSchema, type ProcessStats } from '@rbee/contract';
import { expect, onTestFinished, test } from 'vitest';
import { llamaMetricsText, llamaModels, llamaProps } from '../testing/llama-answers.ts';
import { createMonitor } from './index.ts';

const heartbeat = createCheck(HeartbeatSchema);

/** Answers as llama.cpp's server does, with two running requests; prints its port. */
const SERVER = `
  const answers = JSON.parse(process.argv[1]);
  const server = require('node:http').createServer((request, response) => {
    const answer = answers[request.url];
    response.writeHead(answer ? 200 : 404);
    response.end(typeof answer === 'string' ? answer : JSON.stringify(answer ?? {}));
  });
  server.listen(0, '127.0.0.1', () => console.log(server.address().port));
  process.stdin.resume();
`;

/** Starts a process under the name of llama.cpp's server; it ends with the test. */
async function startServer(): Promise<number | undefined> {
  const answers = {
    '/props': llamaProps(),
    '/v1/models': llamaModels,
    '/metrics': llamaMetricsText(2, 1),
  };
  const child = spawn(process.execPath, ['-e', SERVER, JSON.stringify(answers), '-m', 'a.gguf'], {
    argv0: 'llama-server',
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  onTestFinished(async () => {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  });
  await new Promise((resolve) => child.stdout?.once('data', resolve));
  return child.pid;
}

test.skipIf(process.platform !== 'linux')(
  '[E1] a process that listens on this machine is asked, and its answers are part of a later sample',
  { timeout: 30_000 },
  async () => {
    const pid = await startServer();
    const monitor = createMonitor({ version: '1', gpuReaders: [] });
    onTestFinished(() => monitor.close());
    let worker: ProcessStats | undefined;
    const sampled = () => {
      const sample = monitor.sample();
      expect(heartbeat.mismatch({ hive_id: 'h', ...sample })).toBeNull();
      worker = sample.workers.find((it) => it.pid === pid);
      return worker?.engine?.requests_running;
    };
    expect(sampled()).toBeUndefined();
    expect(worker?.unknown).toMatchObject({ engine: 'first_sample' });
    await expect.poll(sampled, { timeout: 20_000, interval: 200 }).toBe(2);
    expect(worker).toMatchObject({
      model: 'a',
      models: [{ name: 'a', state: 'loaded', size_mb: 8, quantisation: 'F16', context_length: 4096 }],
      engine: { kind: 'llama.cpp', state: 'ready', slots: 4, requests_waiting: 1, version: 'b6400-5b4ebc5' },
    });
    expect(worker).not.toHaveProperty('cpu_busy');
    expect(worker?.engine?.endpoint).toBe(`127.0.0.1:${worker?.instance}`);
  },
);
