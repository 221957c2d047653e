import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFakeMachine, type FakeMachine, type FakeProcess } from '../testing/index.ts';
import { createMonitor, type MonitorOptions } from './index.ts';

let machine: FakeMachine;
let ms = 0;
beforeEach(() => {
  machine = createFakeMachine();
  ms = 0;
});
afterEach(() => machine.remove());

/** Takes samples one second apart; returns the names and pids of the workers of each. */
const watch = (options: Partial<MonitorOptions> = {}) => {
  const { procRoot, sysRoot, cgroupRoot } = machine;
  const monitor = createMonitor({
    version: '1',
    procRoot,
    sysRoot,
    cgroupRoot,
    platform: 'linux',
    monotonicMs: () => ms,
    ...options,
  });
  return (afterMs = 1000) => {
    ms += afterMs;
    return monitor.sample().workers.map((it) => `${it.group}/${it.instance} ${it.pid}`);
  };
};
const VLLM = ['python3', '/v/bin/vllm', 'serve', 'o/n'];
const server = (more: Partial<FakeProcess> = {}): FakeProcess => ({ pid: 70, argv: VLLM, ...more });

test('[W1] a worker is named after the port that it listens on, not after the configured one', () => {
  machine.process(server({ argv: [...VLLM, '--port', '8000'], listens: [{ port: 9000 }] }));
  expect(watch()()).toEqual(['llm/9000 70']);
});

test('a worker that stops listening for a while keeps its name', () => {
  machine.process(server({ listens: [{ port: 8500 }] }));
  const look = watch();
  expect(look()).toEqual(['llm/8500 70']);
  machine.process(server());
  expect(look(20_000)).toEqual(['llm/8500 70']);
  machine.process(server({ listens: [{ port: 8400 }] }));
  expect(look(20_000)).toEqual(['llm/8500 70']);
});

test('a worker that starts to listen later is renamed once', () => {
  machine.process(server({ argv: ['my-server'] }));
  const look = watch({ watch: [{ group: 'mine', pattern: /my-server/ }] });
  expect(look()).toEqual(['mine/pid-70 70']);
  machine.process(server({ argv: ['my-server'], listens: [{ port: 7000 }] }));
  expect(look(10_000)).toEqual(['mine/7000 70']);
  machine.process(server({ argv: ['my-server'], listens: [{ port: 7000 }, { port: 6000 }] }));
  expect(look(60_000)).toEqual(['mine/7000 70']);
});

test('when a child starts, the sockets of the worker are read again after a second', () => {
  machine.process(server({ argv: ['my-server'] }));
  const look = watch({ watch: [{ group: 'mine', pattern: /my-server/ }] });
  look();
  machine.process({ pid: 71, parent: 70, startTicks: 2000, listens: [{ port: 7000 }] });
  expect(look(1_000)).toEqual(['mine/7000 70']);
});

test('a worker that executes its program again is the same worker', () => {
  machine.process(server({ stackStart: '5000', listens: [{ port: 8500 }] }));
  const look = watch();
  expect(look()).toEqual(['llm/8500 70']);
  machine.process(server({ stackStart: '6000' }));
  expect(look()).toEqual(['llm/8500 70']);
});

test('a worker keeps its name when its server continues in a child process', () => {
  machine.process(server({ pid: 60, startTicks: 900 }));
  machine.process(server());
  const look = watch();
  expect(look()).toEqual(['llm/8000 60', 'llm/8000-n 70']);
  machine.process({ pid: 71, parent: 70, argv: VLLM, startTicks: 2000 });
  expect(look()).toEqual(['llm/8000 60', 'llm/8000-n 70']);
  machine.end(70);
  machine.process({ pid: 71, parent: 1, argv: VLLM, startTicks: 2000 });
  expect(look()).toEqual(['llm/8000 60', 'llm/8000-n 71']);
});

test('a process that reuses the pid of an ended worker does not get the name of that worker', () => {
  machine.process(server({ listens: [{ port: 8500 }] }));
  const look = watch();
  expect(look()).toEqual(['llm/8500 70']);
  machine.process({ pid: 70, argv: ['sleep', '9'], startTicks: 5000 });
  expect(look()).toEqual([]);
  machine.process(server({ startTicks: 9000 }));
  look();
  expect(look()).toEqual(['llm/8000 70']);
});

test('each network namespace has its own ports', () => {
  machine.process(server({ network: 'one', listens: [{ port: 8000 }] }));
  machine.process(server({ pid: 71, startTicks: 2000, network: 'two', listens: [{ port: 8100 }] }));
  expect(watch()()).toEqual(['llm/8000 70', 'llm/8100 71']);
});

test('[W3] a worker in a container reports the container', () => {
  const id = 'ab'.repeat(32);
  const uid = '3f1b2c4d-5e6f-7a8b-9c0d-1e2f3a4b5c6d';
  const cgroup = `0::/kubepods.slice/kubepods-pod${uid.replaceAll('-', '_')}.slice/cri-containerd-${id}.scope\n`;
  machine.process(server({ environment: { HOSTNAME: 'chat-0' }, files: { cgroup } }));
  machine.process(
    server({ pid: 71, startTicks: 2000, files: { cgroup: '0::/system.slice/vllm.service\n' } }),
  );
  const podman = 'cd'.repeat(32);
  const inPodman = { files: { cgroup: `0::/machine.slice/libpod-${podman}.scope/container\n` } };
  machine.process({ pid: 80, startTicks: 3000, argv: ['conmon', '-c', podman, '-u', podman, '-n', 'chat'] });
  machine.process({ pid: 81, parent: 80, startTicks: 3000, argv: ['sh', 'start.sh'], ...inPodman });
  machine.process(server({ pid: 82, parent: 81, startTicks: 3000, ...inPodman }));
  const { procRoot, sysRoot, cgroupRoot } = machine;
  const { workers } = createMonitor({
    version: '1',
    procRoot,
    sysRoot,
    cgroupRoot,
    platform: 'linux',
  }).sample();
  const found = (pid: number) => workers.find((it) => it.pid === pid);
  expect(found(70)?.container).toEqual({ id, name: 'chat-0', runtime: 'containerd', pod_uid: uid });
  expect(found(71)).not.toHaveProperty('container');
  expect(found(82)?.container).toEqual({ id: podman, name: 'chat', runtime: 'podman' });
});
