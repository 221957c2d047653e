import { statSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFakeMachine, type FakeMachine } from '../../testing/index.ts';
import { createMonitor } from '../create-monitor.ts';
import { cgroupPath, localAddresses, parseProxy, unitOf } from './lasting-names.ts';

const ID = 'ab'.repeat(32);

let machine: FakeMachine;
beforeEach(() => {
  machine = createFakeMachine();
});
afterEach(() => machine.remove());

/** A server on port 8000 in a network namespace of its own. */
function server(pid: number, cgroup: string): void {
  machine.process({
    pid,
    startTicks: pid,
    argv: ['vllm', 'serve', 'o/n'],
    network: `of-${cgroup}`,
    listens: [{ port: 8000 }],
    files: { cgroup: `0::${cgroup}\n` },
  });
}
const names = () => {
  const { workers } = createMonitor({ version: '1', ...machine, platform: 'linux' }).sample();
  return Object.fromEntries(workers.map(({ pid, instance }) => [pid, instance]));
};

test('of two servers on one port one is named after its service, whichever started first', () => {
  server(70, '/system.slice/chat.service');
  server(71, '/system.slice/code.service');
  expect(names()).toEqual({ 70: '8000', 71: '8000-code' });
  machine.end(70);
  server(90, '/system.slice/chat.service');
  expect(names()).toEqual({ 71: '8000-code', 90: '8000' });
});

test('a restart keeps the name while the other one runs on', () => {
  server(70, '/system.slice/chat.service');
  server(71, '/system.slice/code.service');
  const monitor = createMonitor({ version: '1', ...machine, platform: 'linux' });
  const sample = () => monitor.sample().workers.map(({ pid, instance }) => [pid, instance]);
  expect(sample()).toEqual([
    [70, '8000'],
    [71, '8000-code'],
  ]);
  machine.end(71);
  sample();
  server(95, '/system.slice/code.service');
  expect(sample()).toEqual([
    [70, '8000'],
    [95, '8000-code'],
  ]);
  machine.end(70);
  sample();
  server(96, '/system.slice/chat.service');
  expect(sample()).toEqual([
    [96, '8000'],
    [95, '8000-code'],
  ]);
});

test('a server outside of containers keeps the port as its name', () => {
  server(70, `/system.slice/docker-${ID}.scope`);
  server(71, '/system.slice/vllm.service');
  expect(names()).toEqual({ 70: `8000-${ID.slice(0, 12)}`, 71: '8000' });
});

test('a container without a known name is told by the port that Docker publishes', () => {
  const trie = 'Main:\n  +-- 0.0.0.0/0 3 0 5\n     |-- 172.17.0.2\n        /32 host LOCAL\n';
  server(70, '/system.slice/vllm.service');
  server(71, `/system.slice/docker-${ID}.scope`);
  machine.file('71/net/fib_trie', trie);
  const proxy = '-proto tcp -host-ip 0.0.0.0 -host-port 8001 -container-ip 172.17.0.2 -container-port 8000';
  machine.process({ pid: 60, argv: ['/usr/bin/docker-proxy', ...proxy.split(' ')] });
  expect(names()).toEqual({ 70: '8000', 71: '8000-8001' });
});

test('a container whose cgroup names no runtime is told by the port that Docker publishes, too', () => {
  server(70, '/system.slice/vllm.service');
  server(71, `/ecs/task/${ID}`);
  machine.file('71/net/fib_trie', '     |-- 172.17.0.2\n        /32 host LOCAL\n');
  const proxy = '-proto tcp -host-ip 0.0.0.0 -host-port 8001 -container-ip 172.17.0.2 -container-port 8000';
  machine.process({ pid: 60, argv: ['/usr/bin/docker-proxy', ...proxy.split(' ')] });
  expect(names()).toEqual({ 70: '8000', 71: '8000-8001' });
});

const docker = (config: object) =>
  machine.file(`1/root/var/lib/docker/containers/${ID}/config.v2.json`, JSON.stringify(config));

test("where Docker's configuration can be read, it tells the published port without a proxy", () => {
  server(70, '/system.slice/vllm.service');
  server(71, `/system.slice/docker-${ID}.scope`);
  docker({ Name: '/quirky_curie', NetworkSettings: { Ports: { '8000/tcp': [{ HostPort: '8001' }] } } });
  expect(names()).toEqual({ 70: '8000', 71: '8000-8001' });
});

test("[W3] where Docker's configuration can be read, a container that publishes no port has its name", () => {
  server(70, '/system.slice/vllm.service');
  server(71, `/system.slice/docker-${ID}.scope`);
  docker({ Name: '/chat', NetworkSettings: { Ports: { '8000/tcp': null } } });
  const { workers } = createMonitor({ version: '1', ...machine, platform: 'linux' }).sample();
  expect(workers).toMatchObject([
    { instance: '8000' },
    { instance: '8000-chat', container: { id: ID, name: 'chat', runtime: 'docker' } },
  ]);
});

test("a link in place of Docker's configuration is not followed", () => {
  server(70, '/system.slice/vllm.service');
  server(71, `/system.slice/docker-${ID}.scope`);
  machine.file('1/root/elsewhere', JSON.stringify({ Name: '/chat' }));
  machine.link(`1/root/var/lib/docker/containers/${ID}/config.v2.json`, '../../../../../elsewhere');
  expect(names()).toEqual({ 70: '8000', 71: `8000-${ID.slice(0, 12)}` });
});

/** Puts a process into a network namespace with this name. */
function inNamed(pid: number, name: string): void {
  machine.file(`1/root/run/netns/${name}`, '');
  const { ino } = statSync(`${machine.procRoot}/1/root/run/netns/${name}`);
  machine.link(`${pid}/ns/net`, `net:[${ino}]`);
}

test('two servers are told apart by the names of their network namespaces, whichever started first', () => {
  server(70, '/user.slice/user-1000.slice/session-1.scope');
  server(71, '/user.slice/user-1000.slice/session-2.scope');
  inNamed(70, 'vpn-b');
  inNamed(71, 'vpn-a');
  expect(names()).toEqual({ 70: '8000-vpn-b', 71: '8000' });
});

test('a name of a network namespace that a program made up is no name', () => {
  server(70, '/a');
  server(71, '/b');
  inNamed(70, 'cni-3f1b2c4d-5e6f-7a8b-9c0d-1e2f3a4b5c6d');
  inNamed(71, 'netns-3f1b2c4d-5e6f-7a8b-9c0d-1e2f3a4b5c6e');
  expect(names()).toEqual({ 70: '8000', 71: '8000-b' });
});

test('two servers without service and container are told apart by a model, and else by the pid', () => {
  server(70, '/user.slice/user-1000.slice/session-2.scope');
  server(71, '/user.slice/user-1000.slice/session-3.scope');
  server(72, '/user.slice/user-1000.slice/session-4.scope');
  expect(names()).toEqual({ 70: '8000', 71: '8000-n', 72: '8000-72' });
});

test('a server without a port is named after its service', () => {
  const watch = [{ group: 'mine', pattern: /my-server/ }];
  const files = { cgroup: '0::/system.slice/relay@1.service\n' };
  machine.process({ pid: 70, argv: ['my-server'], files });
  machine.process({ pid: 71, argv: ['my-server'] });
  const { workers } = createMonitor({ version: '1', ...machine, platform: 'linux', watch }).sample();
  expect(workers.map((it) => it.instance)).toEqual(['pid-71', 'relay@1']);
});

test.each([
  ['/system.slice/chat.service', 'chat'],
  ['/user.slice/user-1.slice/user@1.service/app.slice/chat.service', 'chat'],
  ['/user.slice/user-1.slice/user@1.service', null],
  ['/user.slice/user-1.slice/session-4.scope', null],
  ['/user.slice/app.slice/app-org.kde.konsole-1234.scope', null],
  [`/system.slice/docker-${ID}.scope`, null],
  [`/system.slice/chat.service/libpod-payload-${ID}`, 'chat'],
  ['/init.scope', null],
  ['/', null],
])('the systemd unit in %s is %s', (path, unit) => {
  expect(unitOf(path)).toBe(unit);
});

test('the path of a cgroup is that of version 2, else that of systemd', () => {
  expect(cgroupPath('12:memory:/a\n1:name=systemd:/b\n0::/c\n')).toBe('/c');
  expect(cgroupPath('12:memory:/a\n1:name=systemd:/b:1\n')).toBe('/b:1');
  expect(cgroupPath('')).toBe('');
});

test('addresses of a namespace and ports of a proxy are read as Linux and Docker write them', () => {
  const trie = `  |-- 127.0.0.1\n     /32 host LOCAL\n  |-- 172.17.0.0\n     /16 link UNICAST\n  |-- 10.0.0.7\n     /32 host LOCAL\n`;
  expect(localAddresses(trie)).toEqual(['10.0.0.7']);
  expect(parseProxy(['docker-proxy', '-proto', 'udp', '-host-port', '1'])).toBeNull();
});
