import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { createFakeMachine, type FakeMachine } from '../../testing/index.ts';
import { createMonitor } from '../create-monitor.ts';
import { type EngineServer, isUnix, noEngineReader, type UnixEndpoint } from '../engine-reader.ts';
import { createFiles, type Files } from '../files/index.ts';

/** The root folder of the process as it sees it. */
let seen: string;
let machine: FakeMachine;
beforeEach(() => {
  machine = createFakeMachine();
  seen = mkdtempSync(join(tmpdir(), 'rbee-unix-'));
  mkdirSync(join(seen, 'run'));
});
afterEach(() => {
  machine.remove();
  rmSync(seen, { recursive: true });
});

/** A real socket at a path below the root folder of the process. */
async function listenAt(path: string): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(join(seen, path), resolve));
  onTestFinished(() => void server.close());
}

const OWN = process.getuid?.() ?? 0;

/** A server that is told to listen on a Unix socket, and listens at the path `bound`. */
function start(bound: string | null, { userId = OWN, told = '/run/a.sock' } = {}): void {
  machine.process({
    pid: 70,
    argv: ['llama-server', '-m', 'a.gguf', '--host', told],
    directory: '/run',
    listens: [{ port: 7000 }, ...(bound === null ? [] : [{ path: bound }])],
  });
  machine.file('70/status', `Name:\tllama-server\nUid:\t0\t${userId}\t0\t0\n`);
  machine.link('70/root', seen);
}

function look(files: Files = createFiles()): EngineServer | undefined {
  let server: EngineServer | undefined;
  const { procRoot, sysRoot, cgroupRoot } = machine;
  const read = (it: EngineServer) => {
    server = it;
    return noEngineReader().read(it);
  };
  const engineReader = { ...noEngineReader(), knows: () => true, read };
  const options = { version: '1', procRoot, sysRoot, cgroupRoot, platform: 'linux' as const };
  createMonitor({ ...options, engineReader }, files).sample();
  return server;
}

function found(): UnixEndpoint {
  const endpoint = look()?.endpoint;
  if (!endpoint?.ok || !isUnix(endpoint.value)) throw new Error(JSON.stringify(endpoint));
  return endpoint.value;
}

const openFiles = () => readdirSync('/proc/self/fd').length;
const NOT_EXPOSED = { ok: false, reason: 'not_exposed' };

describe.runIf(process.platform === 'linux')('an engine on a Unix socket', () => {
  test.each([
    ['/run/a.sock', '/run/a.sock'],
    ['a.sock', '/run/a.sock'],
  ])('[E1] is asked there if it bound %s itself', async (bound, path) => {
    await listenAt('run/a.sock');
    start(bound);
    const endpoint = found();
    expect([endpoint.path, endpoint.isOwn()]).toEqual([path, true]);
    const before = openFiles();
    endpoint.hold()?.close();
    expect(openFiles()).toBe(before);
    const held = endpoint.hold();
    const socket = connect(held?.path ?? '');
    await once(socket, 'connect');
    socket.destroy();
    held?.close();
    start(null);
    expect(endpoint.isOwn()).toBe(false);
  });

  test('is not there yet while it listens elsewhere only', () => {
    start(null);
    expect(look()?.endpoint).toBeNull();
    start('/run/another.sock');
    expect(look()?.endpoint).toBeNull();
  });

  test.each<[string, () => void | Promise<void>]>([
    ['a link', () => symlinkSync('b.sock', join(seen, 'run/a.sock'))],
    ['a FIFO', () => execFileSync('mkfifo', [join(seen, 'run/a.sock')])],
    ['a file', () => writeFileSync(join(seen, 'run/a.sock'), '')],
    ['nothing', () => {}],
  ])('[E1] is not asked if %s is in its place', async (_, make) => {
    await listenAt('run/b.sock');
    await make();
    start('/run/a.sock');
    expect(look()?.endpoint).toEqual(NOT_EXPOSED);
  });

  test('[E1] is not asked at a socket of another user, which it may have got a name of', async () => {
    await listenAt('run/a.sock');
    start('/run/a.sock', { userId: OWN + 1 });
    expect(look()?.endpoint).toEqual(NOT_EXPOSED);
  });

  test('[E1] is held by its place: what comes to its path later is not asked', async () => {
    await listenAt('run/a.sock');
    await listenAt('run/b.sock');
    start('/run/a.sock');
    const endpoint = found();
    unlinkSync(join(seen, 'run/a.sock'));
    symlinkSync('b.sock', join(seen, 'run/a.sock'));
    expect(endpoint.hold()).toBeNull();
    renameSync(join(seen, 'run/b.sock'), join(seen, 'run/a.sock'));
    const held = endpoint.hold();
    expect(held?.path).toMatch(/^\/proc\/self\/fd\/\d+$/);
    held?.close();
  });

  test('[E1] is not asked by a name that is in no file system', () => {
    start('@a.sock', { told: '@a.sock' });
    expect(look()?.endpoint ?? NOT_EXPOSED).toEqual(NOT_EXPOSED);
  });

  test('[W2] whose folder may not be opened is unknown for that reason', async () => {
    await listenAt('run/a.sock');
    start('/run/a.sock');
    const foreign: Files['foreign'] = () => ({ ok: false, refusal: 'permission' });
    expect(look({ ...createFiles(), foreign })?.endpoint).toEqual({ ok: false, reason: 'permission' });
  });
});
