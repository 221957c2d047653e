import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Heartbeat } from '@rbee/contract';
import { onTestFinished } from 'vitest';

/** A fake machine. */
interface Machine {
  readonly procRoot: string;
  remove(): void;
}

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));

/**
 * A real hive with a fake /proc and further arguments, and a queen that gives its heartbeats to `until`. All of it ends with
 * the test.
 */
export async function startHive(machine: Machine, ...more: readonly string[]) {
  const heartbeats: Heartbeat[] = [];
  const waiting = new Set<() => void>();
  const queen = createServer((request, response) => {
    if (request.method !== 'POST') return void response.writeHead(404).end();
    let text = '';
    request.on('data', (chunk) => (text += String(chunk)));
    request.on('end', () => {
      const body: Heartbeat = JSON.parse(text);
      heartbeats.push(body);
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ status: 'ok', message: `Telemetry received from hive ${body.hive_id}` }));
      for (const look of waiting) look();
    });
  });
  await once(queen.listen(0, '127.0.0.1'), 'listening');
  const { port } = queen.address() as AddressInfo;
  const args = ['hive', '--queen-url', `http://127.0.0.1:${port}`, '--proc-root', machine.procRoot, ...more];
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: 'ignore' });
  onTestFinished(() => {
    child.kill('SIGKILL');
    queen.closeAllConnections();
    queen.close();
    machine.remove();
  });
  const until = (is: (it: Heartbeat) => boolean) =>
    new Promise<Heartbeat>((resolve) => {
      const look = () => {
        const found = heartbeats.find(is);
        if (found) resolve(found);
      };
      waiting.add(look);
      look();
    });
  return { child, heartbeats, until };
}
