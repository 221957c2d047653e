import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { createMonitor } from './index.ts';

const MIB = 24;
/**
 * A server whose child reads a file past the page cache and ends on request. Then the server has waited for
 * it.
 */
const SERVER = `
  exec 3<&0
  (read go; dd if="$FILE" of=/dev/null iflag=direct bs=1M status=none; echo done; read go) <&3 &
  echo ready; wait $!; echo told; read go <&3
`;

function startServer(file: string): ChildProcess {
  const argv = ['-c', 'exec -a llama-server bash -c "$0" llama-server --port 18301', SERVER];
  return spawn('bash', argv, { env: { ...process.env, FILE: file }, stdio: ['pipe', 'pipe', 'inherit'] });
}

test.runIf(process.platform === 'linux')(
  'bytes that a child reads are counted while it runs, and not again when its parent waits for it',
  async (context) => {
    const folder = mkdtempSync('/var/tmp/rbee-waited-');
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = `${folder}/read`;
    const written = spawnSync('dd', ['if=/dev/zero', `of=${file}`, 'bs=1M', `count=${MIB}`, 'oflag=direct']);
    if (written.status !== 0) return context.skip('no file here can be read past the page cache');
    const server = startServer(file);
    onTestFinished(async () => {
      server.stdin?.end();
      server.kill();
      await once(server, 'close');
    });
    const said = async () => String((await once(server.stdout ?? server, 'data'))[0]).trim();
    const tell = () => server.stdin?.write('go\n');
    let ms = 0;
    const monitor = createMonitor({ version: '1', monotonicMs: () => ms });
    onTestFinished(monitor.close);
    const sample = () => {
      ms += 1000;
      return monitor.sample().workers.find(({ pid }) => pid === server.pid);
    };
    expect(await said()).toBe('ready');
    expect(sample()).toMatchObject({ pids: 2 });
    tell();
    expect(await said()).toBe('done');
    const read = sample();
    if (read?.io_r_mb_s === 0) return context.skip('the file is not on a disk');
    expect(read).toMatchObject({ pids: 2, io_r_mb_s: expect.closeTo(MIB, -0.5) });
    tell();
    expect(await said()).toBe('told');
    expect(sample()).toMatchObject({ pids: 1, io_r_mb_s: expect.closeTo(0, -0.5) });
  },
);
