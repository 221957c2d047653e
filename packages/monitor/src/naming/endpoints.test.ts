import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFakeMachine, type FakeMachine, type FakeProcess } from '../../testing/index.ts';
import { createMonitor } from '../create-monitor.ts';
import type { EngineServer } from '../engine-reader.ts';
import { isUnix, noEngineReader } from '../engine-reader.ts';
import { createFiles, type Files } from '../files/index.ts';

let machine: FakeMachine;
let ms = 0;
beforeEach(() => {
  machine = createFakeMachine();
  ms = 0;
  // The hive's own network namespace, with its addresses and routes.
  machine.process({ pid: 1, argv: ['/sbin/init'] });
  machine.link('self', '1');
  addresses(1, '127.0.0.1', '192.168.1.5', '172.17.0.1');
  machine.file('net-of-machine/route', ROUTES);
  machine.sysFile('class/net/docker0/brif/veth1/port_id', '');
  machine.sysFile('class/net/veth1/flags', '');
});
afterEach(() => machine.remove());

const HEADER = 'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n';
const route = (device: string, network: string, gateway: string, mask: string) =>
  `${device}\t${network}\t${gateway}\t0003\t0\t0\t0\t${mask}\t0\t0\t0\n`;
const ROUTES =
  HEADER +
  route('eth0', '00000000', '0101A8C0', '00000000') +
  route('docker0', '000011AC', '00000000', '0000FFFF') +
  route('eth0', '0001A8C0', '00000000', '00FFFFFF');

/** Writes the addresses of the network namespace of a process. */
const addresses = (pid: number, ...own: string[]) =>
  machine.file(
    `${pid}/net/fib_trie`,
    `Main:\n${own.map((it) => `        |-- ${it}\n           /32 host LOCAL\n`).join('')}`,
  );

const start = (more: Partial<FakeProcess> = {}) =>
  machine.process({ pid: 70, argv: ['llama-server', '-m', 'a.gguf', '--port', '8080'], ...more });

/** The servers that a reader of engines is told of in one sample. */
function watch() {
  const servers: EngineServer[] = [];
  const { procRoot, sysRoot, cgroupRoot } = machine;
  const monitor = createMonitor({
    ...{ version: '1', procRoot, sysRoot, cgroupRoot, platform: 'linux', monotonicMs: () => ms },
    engineReader: {
      ...noEngineReader(),
      knows: (engine) => engine !== 'comfyui',
      read: (server) => {
        servers.push(server);
        return noEngineReader().read(server);
      },
    },
  });
  return (): EngineServer | undefined => {
    servers.length = 0;
    monitor.sample();
    ms += 1_000;
    return servers[0];
  };
}

function place(server: EngineServer | undefined) {
  if (!server?.endpoint?.ok) return server?.endpoint;
  const { value } = server.endpoint;
  return isUnix(value) ? value.path : `${value.address} ${value.port}`;
}

const SOMEBODY = { address: '127.0.0.1', port: 50_000 };
const isOwn = (server: EngineServer | undefined, local = SOMEBODY) =>
  server?.endpoint?.ok === true && server.endpoint.value.isOwn(local);

test.each([
  ['0.0.0.0', '127.0.0.1 8080'],
  ['127.0.0.1', '127.0.0.1 8080'],
  ['::', '::1 8080'],
  ['::1', '::1 8080'],
] as const)('[E1] an engine that listens on %s is asked at %s', (host, at) => {
  start({ listens: [{ port: 8080, host }] });
  const server = watch()();
  expect(place(server)).toBe(at);
  expect(server).toMatchObject({ engine: 'llama.cpp', group: 'llm', instance: '8080' });
  expect(isOwn(server)).toBe(true);
});

/** A row of `/proc/net/tcp` of a socket that listens on port 8080 of any address. */
const listeningOn = (address: string, inode: number) =>
  `   0: ${address}:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 ${inode} 1 0\n`;

/** Makes process 70 listen on an address. */
function listenOn(address: string, network = 'machine'): void {
  start({ network });
  machine.file(`net-of-${network}/tcp`, `header\n${listeningOn(address, 5_000)}`);
  machine.link('70/fd/9', 'socket:[5000]');
}

test('[E1] an address of this machine is asked, one of another machine never', () => {
  listenOn('0501A8C0');
  expect(place(watch()())).toBe('192.168.1.5 8080');
  listenOn('08080808');
  expect(place(watch()())).toEqual({ ok: false, reason: 'not_exposed' });
});

test('[E1] a port that another process listens on is not asked', () => {
  start();
  machine.process({ pid: 71, argv: ['nginx'], listens: [{ port: 8080 }] });
  expect(watch()()?.endpoint).toBeNull();
});

test('[E1] once the engine closed its socket nothing is its own, although the port is in use again', () => {
  start({ listens: [{ port: 8080 }] });
  const server = watch()();
  start();
  machine.process({ pid: 71, argv: ['nginx'], listens: [{ port: 8080 }] });
  expect(isOwn(server)).toBe(false);
});

test('an engine that begins to listen later is found within two seconds, and followed to another port', () => {
  start();
  const sample = watch();
  expect(sample()?.endpoint).toBeNull();
  start({ listens: [{ port: 8080 }] });
  sample();
  expect(place(sample())).toBe('127.0.0.1 8080');
  start({ listens: [{ port: 8081 }] });
  for (let second = 0; second < 11; second += 1) sample();
  expect(place(sample())).toBe('127.0.0.1 8081');
});

test('an engine in a cgroup with a name of its own is asked on its port', () => {
  start({ listens: [{ port: 8080 }, { port: 9000 }] });
  machine.cgroup('.', { 'cgroup.controllers': 'cpu io\n' });
  machine.cgroup('rbee.slice/chat/main', { 'cgroup.procs': '70\n' });
  expect(watch()()).toMatchObject({ group: 'chat', instance: 'main', endpoint: { ok: true } });
});

test('programs that no reader knows cost no reading of sockets', () => {
  machine.process({ pid: 70, argv: ['python3', '/srv/ComfyUI/main.py'], listens: [{ port: 8188 }] });
  expect(watch()()).toBeUndefined();
});

test("[E1] a runner's socket is its own endpoint, and not that of its server", () => {
  machine.process({ pid: 70, argv: ['ollama', 'serve'], listens: [{ port: 11_434 }] });
  machine.process({
    pid: 71,
    parent: 70,
    argv: ['/usr/lib/ollama/llama-server', '--model', `/x/blobs/sha256-${'a'.repeat(64)}`, '--port', '40001'],
    listens: [{ port: 40_001, host: '127.0.0.1' }],
  });
  const server = watch()();
  expect(place(server)).toBe('127.0.0.1 11434');
  expect(server?.runners.map(({ key, endpoint }) => [key, endpoint.port])).toEqual([['71:1000', 40_001]]);
});

/** vLLM's supervisor and its children, of which those of these ranks have their title and listen. */
function supervisor(...ranks: number[]): void {
  const argv = ['vllm', 'serve', 'o/n', '--port', '8000', '--data-parallel-multi-port-external-lb'];
  machine.process({ pid: 70, argv, listens: [{ port: 9256 }] });
  for (const rank of ranks) {
    const name = `VLLM::APIServer_DP${rank}`;
    // The lower port is internal to the rank.
    const listens = [{ port: 7_000 + rank }, { port: 8_000 + rank }];
    machine.process({ pid: 80 + rank, parent: 70, argv: [name], listens });
    machine.process({ pid: 90 + rank, parent: 80 + rank, argv: [`VLLM::EngineCore_DP${rank}`] });
  }
}

test("[E1] behind vLLM's supervisor the front end of each rank is asked, and the supervisor is not", () => {
  supervisor(2, 0, 1);
  const server = watch()();
  expect(place(server)).toBe('127.0.0.1 8000');
  expect(server?.runners.map(({ endpoint }) => endpoint.port)).toEqual([8001, 8002]);
  expect(server?.hasAllRunners).toBe(true);
});

test('a rank that does not listen yet is missing', () => {
  supervisor(0, 1);
  machine.process({ pid: 82, parent: 70, argv: ['VLLM::APIServer_DP2'] });
  const server = watch()();
  expect(server?.runners.map(({ endpoint }) => endpoint.port)).toEqual([8001]);
  expect(server?.hasAllRunners).toBe(false);
});

test('a rank that begins to listen later is found within two seconds', () => {
  supervisor(0);
  machine.process({ pid: 81, parent: 70, argv: ['VLLM::APIServer_DP1'] });
  const sample = watch();
  expect(sample()?.hasAllRunners).toBe(false);
  machine.process({
    pid: 81,
    parent: 70,
    argv: ['VLLM::APIServer_DP1'],
    listens: [{ port: 8002, host: '127.0.0.1' }],
  });
  sample();
  expect(sample()?.hasAllRunners).toBe(true);
});

test('an engine that computes for a server on another machine takes no requests, and is not asked', () => {
  const argv = ['vllm', 'serve', 'o/n', '--headless', '--data-parallel-size', '4'];
  machine.process({ pid: 70, argv, listens: [{ port: 40_000 }] });
  const { procRoot, sysRoot, cgroupRoot } = machine;
  const options = { version: '1', procRoot, sysRoot, cgroupRoot, platform: 'linux' as const };
  expect(createMonitor(options).sample().workers).toMatchObject([{ model: 'o/n', serves: false }]);
  expect(watch()()).toBeUndefined();
});

test('front ends that share a port are asked once', () => {
  const argv = ['vllm', 'serve', 'o/n', '--api-server-count', '2'];
  machine.process({ pid: 70, argv, listens: [{ port: 8000 }] });
  for (const at of [0, 1]) machine.process({ pid: 80 + at, parent: 70, argv: [`VLLM::APIServer_${at}`] });
  const server = watch()();
  expect([place(server), server?.runners, server?.hasAllRunners]).toEqual(['127.0.0.1 8000', [], true]);
});

/** A connection of the container's process from the hive's end. */
const connected = (remote: string, state = '01') =>
  `   1: 020011AC:1F90 ${remote}:C350 ${state} 00000000:00000000 00:00000000 00000000     0        0 0 1 0\n`;

test('[E1] an engine in a container is asked at its address on an inner bridge, if the connection ends there', () => {
  listenOn('00000000', 'container');
  addresses(70, '127.0.0.1', '172.17.0.2');
  const server = watch()();
  expect(place(server)).toBe('172.17.0.2 8080');
  const local = { address: '172.17.0.1', port: 50_000 };
  expect(isOwn(server, local)).toBe(false);
  for (const [row, own] of [
    [connected('010011AC'), true],
    [connected('010011AC', '03'), true],
    [connected('010011AC', '06'), false],
    [connected('090011AC'), false],
  ] as const) {
    machine.file('net-of-container/tcp', `header\n${listeningOn('00000000', 5_000)}${row}`);
    expect(isOwn(server, local)).toBe(own);
  }
});

test.each([
  ['loopback only', '0100007F', '172.17.0.2'],
  ['an address behind a gateway', '00000000', '10.9.8.7'],
  ['an address of the local network', '00000000', '192.168.1.77'],
  ["the hive's own address", '00000000', '172.17.0.1'],
])('[E1] an engine in another network namespace that has %s is not asked', (_, listening, own) => {
  listenOn(listening, 'container');
  addresses(70, '127.0.0.1', own);
  expect(place(watch()())).toEqual({ ok: false, reason: 'not_exposed' });
});

test('[E1] a bridge with a network card leads out of the machine, so nothing behind it is asked', () => {
  listenOn('00000000', 'container');
  addresses(70, '172.17.0.2');
  machine.sysFile('class/net/docker0/brif/eth1/port_id', '');
  machine.sysFile('class/net/eth1/device/vendor', '0x8086\n');
  expect(place(watch()())).toEqual({ ok: false, reason: 'not_exposed' });
});

test('what the processes of an engine do is told with it', () => {
  start({ listens: [{ port: 8080 }], startTicks: 1000 });
  machine.file('70/status', 'Name:\tllama-server\nUid:\t1000\t1001\t1000\t1000\n');
  const server = watch()();
  expect(server).toMatchObject({ key: '70:1000', cpuPct: null, gpuPct: null });
  expect(server?.userId()).toBe(1001);
});

/** How often what `matches` is read in so many samples, one a second. */
function watchReads(matches: RegExp) {
  let reads = 0;
  const files = createFiles();
  const counted = <T extends unknown[], R>(read: (path: string, ...more: T) => R) => {
    return (path: string, ...more: T): R => {
      if (matches.test(path)) reads += 1;
      return read(path, ...more);
    };
  };
  const counting: Files = { ...files, text: counted(files.text), names: counted(files.names) };
  const { procRoot, sysRoot, cgroupRoot } = machine;
  const options = { version: '1', procRoot, sysRoot, cgroupRoot, platform: 'linux' as const };
  const engineReader = { ...noEngineReader(), knows: () => true };
  const monitor = createMonitor({ ...options, monotonicMs: () => ms, engineReader }, counting);
  return (samples: number): number => {
    reads = 0;
    for (let n = 0; n < samples; n += 1) {
      monitor.sample();
      ms += 1_000;
    }
    return reads;
  };
}

test('a network namespace is read once in a sample, and seldom while engines do not listen', () => {
  for (const pid of [80, 81, 82]) {
    machine.process({ pid, argv: ['llama-server', '-m', 'a.gguf', '--port', `${9000 + pid}`] });
  }
  const readsIn = watchReads(/\/net\/tcp$/);
  expect(readsIn(1)).toBe(1);
  expect(readsIn(60)).toBe(30);
  expect(readsIn(60)).toBe(6);
});

test('a network namespace is not read for an engine that listens on its configured port', () => {
  start({ listens: [{ port: 8080 }] });
  const readsIn = watchReads(/\/net\/tcp$/);
  expect(readsIn(1)).toBe(1);
  expect(readsIn(120)).toBe(0);
});

test('the descriptors of an engine that does not listen are read when other sockets listen, and each minute', () => {
  start();
  const readsIn = watchReads(/\/70\/fd$/);
  expect(readsIn(1)).toBe(2); // for its name, and for its endpoint
  expect(readsIn(59)).toBe(0);
  expect(readsIn(10)).toBe(2);
  expect(readsIn(20)).toBe(0);
  machine.process({ pid: 71, argv: ['nginx'], listens: [{ port: 8080 }] });
  expect(readsIn(10)).toBe(2);
});
