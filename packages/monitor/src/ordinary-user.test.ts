import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createCheck, HeartbeatSchema } from '@rbee/contract';
import { expect, onTestFinished, test } from 'vitest';
import { isReachableByAll } from '../../../tests/reachable.ts';
import type { Finding, Sample } from './index.ts';

const heartbeat = createCheck(HeartbeatSchema);
const STRANGER = 64_321;
/** Each report starts a program. */
const TIMEOUT = { timeout: 30_000 };
const READER = fileURLToPath(new URL('../testing/read-as-user.ts', import.meta.url));
const SERVER =
  'process.stdin.resume(); require("node:net").createServer().listen(0, "127.0.0.1", () => console.log("up"))';

interface Report {
  readonly samples: readonly Sample[];
  readonly findings: readonly Finding[];
}

/** Why these tests cannot run on this machine; null if they can. */
function obstacle(): string | null {
  if (process.platform !== 'linux') return 'only Linux has these users and namespaces';
  if (process.getuid?.() !== 0) return 'only root can become another user and mount a /proc';
  if (!isReachableByAll(READER)) return 'the checkout is below a folder that other users may not enter';
  if (!existsSync('/usr/bin/unshare') && !existsSync('/bin/unshare')) return 'there is no unshare(1)';
  return null;
}

/** A server of root that listens, under the name of an engine. */
async function startServer(...argv: string[]): Promise<ChildProcess> {
  const server = spawn(process.execPath, ['-e', SERVER, '--', ...argv], {
    argv0: 'llama-server',
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  onTestFinished(async () => {
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGKILL');
    await ended;
  });
  await new Promise((resolve) => server.stdout?.once('data', resolve));
  return server;
}

/**
 * The report of a monitor that runs as a user without other processes, in a mount namespace with a second /proc.
 */
function readAsStranger(hidePid: number, ...namespaces: string[]): Report {
  const folder = mkdtempSync(join(tmpdir(), 'rbee-proc-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const become = `setpriv --reuid=${STRANGER} --regid=${STRANGER} --clear-groups`;
  const script = `mount -t proc -o hidepid=${hidePid} proc ${folder} && exec ${become} "$@"`;
  const options = JSON.stringify({ procRoot: folder });
  const command = ['-c', script, 'sh', process.execPath, READER, options];
  const output = execFileSync(
    'unshare',
    ['-m', ...namespaces, '--propagation', 'private', 'sh', ...command],
    {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const report = JSON.parse(output) as Report;
  for (const sample of report.samples) {
    expect(heartbeat.mismatch({ hive_id: 'this', ...sample })).toBeNull();
  }
  return report;
}

const stateOf = ({ findings }: Report, id: string) => findings.find((it) => it.id === id)?.state;

test(
  '[W2] an ordinary user sees a worker of root, and the figures that may not be read are unknown',
  TIMEOUT,
  async (context) => {
    const reason = obstacle();
    if (reason) return context.skip(reason);
    const server = await startServer();
    const told = await startServer('--port', '18123');
    const report = readAsStranger(0);
    const [, sample] = report.samples;
    const worker = sample?.workers.find((it) => it.pid === server.pid);
    expect(worker).toMatchObject({
      group: 'llm',
      io_r_mb_s: 0,
      instance: expect.stringMatching(/^8080(?:-\d+)?$/),
      unknown: {
        io_r_mb_s: 'permission',
        io_w_mb_s: 'permission',
        model: 'permission',
        instance: 'permission',
      },
    });
    const named = sample?.workers.find((it) => it.pid === told.pid);
    expect(named?.instance).toBe('18123');
    expect(named?.unknown ?? {}).not.toHaveProperty('instance');
    expect(worker?.rss_mb).toBeGreaterThan(0);
    expect(sample?.node.unreadable_processes).toBeGreaterThan(0);
    expect(sample?.node.unknown ?? {}).not.toHaveProperty('unreadable_processes');
    expect(stateOf(report, 'command-lines')).toBe('ok');
    expect(stateOf(report, 'descriptors')).toBe('partly');
    expect(stateOf(report, 'process-io')).toBe('partly');
  },
);

test(
  '[W2] with hidepid=1 or 2 the processes of other users are reported as unknown, not as zero',
  TIMEOUT,
  async (context) => {
    const reason = obstacle();
    if (reason) return context.skip(reason);
    await startServer();
    for (const hidePid of [1, 2]) {
      const report = readAsStranger(hidePid);
      const [, sample] = report.samples;
      expect(sample?.workers).toEqual([]);
      expect(sample?.node.unknown).toMatchObject({ workers: 'permission' });
      expect(stateOf(report, 'proc')).toBe('partly');
      expect(stateOf(report, 'workers')).toBe('no');
      if (hidePid === 1) expect(sample?.node.unreadable_processes).toBeGreaterThan(0);
      else expect(sample?.node.unknown).toMatchObject({ unreadable_processes: 'permission' });
    }
  },
);

test(
  '[W2] a user who owns process 1 of a /proc with hidepid does not count as seeing all processes',
  TIMEOUT,
  (context) => {
    const reason = obstacle();
    if (reason) return context.skip(reason);
    const report = readAsStranger(2, '--pid', '--fork');
    expect(report.samples[1]?.node.unknown).toMatchObject({ workers: 'permission' });
    expect(report.findings.find((it) => it.id === 'proc')?.detail).toMatch(/hidepid/);
    expect(stateOf(report, 'workers')).toBe('no');
  },
);

test(
  '[W2] a hive in a PID namespace of its own without workers reports that namespace as the reason',
  TIMEOUT,
  (context) => {
    const reason = obstacle();
    if (reason) return context.skip(reason);
    const report = readAsStranger(0, '--pid', '--fork');
    expect(report.samples[1]?.node.unknown).toMatchObject({ workers: 'pid_namespace' });
    expect(report.findings.find((it) => it.id === 'proc')?.detail).toMatch(/PID namespace/);
    expect(stateOf(report, 'workers')).toBe('no');
  },
);
