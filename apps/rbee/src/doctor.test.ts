import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { createFakeMachine } from '../../../packages/monitor/testing/index.ts';
import { isReachableByAll } from '../../../tests/reachable.ts';
import { type Program, rbee } from './testing/real-program.ts';

const SLOW = 60_000;
let program: Program;

afterEach(() => {
  program.process.kill('SIGKILL');
});

async function doctor(...args: string[]) {
  program = rbee(['doctor', '--queen-url', 'http://127.0.0.1:9', '--no-config', ...args]);
  const code = await program.exited;
  return { code, ...program.output };
}

test.runIf(process.platform === 'linux')(
  'on Linux workers can be monitored, so it exits with 0',
  { timeout: SLOW },
  async () => {
    const { code, out, err } = await doctor('--json');
    const { ok, findings } = JSON.parse(out);
    expect([code, ok, err]).toEqual([0, true, '']);
    const ids = findings.map(({ id }: { id: string }) => id);
    expect(ids).toEqual(
      expect.arrayContaining(['os', 'proc', 'workers', 'cost', 'blocked', 'node', 'config', 'queen']),
    );
    expect(new Set(ids).size).toBe(ids.length);
    for (const finding of findings) expect(Object.keys(finding)).toEqual(['id', 'state', 'label', 'detail']);
  },
);

test.runIf(process.platform === 'linux')('it asks no engine anything', { timeout: SLOW }, async () => {
  let connections = 0;
  const engine = createServer(() => {
    connections += 1;
  });
  await once(engine.listen(0, '127.0.0.1'), 'listening');
  const { port } = engine.address() as AddressInfo;
  const machine = createFakeMachine();
  machine.process({ pid: 70, argv: ['llama-server', '-m', 'a.gguf'], listens: [{ port }] });
  machine.process({ pid: 71, argv: ['rbee', 'doctor'] });
  // So many that its samples take longer than a hive needs to ask.
  for (let pid = 100; pid < 700; pid += 1) machine.process({ pid, argv: ['sleep', '1'] });
  symlinkSync('71', join(machine.procRoot, 'self'));
  const { out } = await doctor('--proc-root', machine.procRoot);
  engine.close();
  machine.remove();
  expect(out).toMatch(/Found 1: 1\s+by the command line/);
  expect(connections).toBe(0);
});

test.runIf(process.platform === 'linux')(
  'without a process table it says so and exits with 1',
  { timeout: SLOW },
  async () => {
    const empty = mkdtempSync(join(tmpdir(), 'rbee-doctor-'));
    const { code, out } = await doctor('--proc-root', join(empty, 'proc'));
    rmSync(empty, { recursive: true });
    expect(code).toBe(1);
    expect(out).toMatch(/^✗ no +Process table .* cannot be listed/m);
    expect(out).toMatch(/\nWorkers cannot be monitored on this machine\.\n$/);
    expect(out).not.toContain('\u001b');
  },
);

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));
const canBeAnother = process.getuid?.() === 0 && isReachableByAll(MAIN);
test.runIf(canBeAnother)(
  'for an ordinary user it says which files may not be read',
  { timeout: SLOW },
  () => {
    const args = ['doctor', '--no-config', '--json', '--queen-url', 'http://127.0.0.1:9'];
    const user = ['--reuid=65534', '--regid=65534', '--clear-groups', process.execPath, MAIN];
    const { findings } = JSON.parse(
      execFileSync('setpriv', [...user, ...args], { encoding: 'utf8', cwd: '/' }),
    );
    const byId = Object.fromEntries(findings.map((it: { id: string; detail: string }) => [it.id, it.detail]));
    expect(byId['process-io']).toMatch(/^May not be read of \d+ of \d+ processes, /);
  },
);
