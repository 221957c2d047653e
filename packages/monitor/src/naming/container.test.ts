import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Container, containerName, isPodman, parseContainer } from './container.ts';

const ID = '5f809fc309e36198b10ac532399080bd5f809fc309e36198b10ac532399080bd';
const OTHER = ID.replaceAll('5', '6');
const UID = '3f1b2c4d-5e6f-7a8b-9c0d-1e2f3a4b5c6d';
const TASK = ID.slice(0, 32);
const SYSTEMD_UID = UID.replaceAll('-', '_');

test.each([
  ['Docker, v2, systemd', `0::/system.slice/docker-${ID}.scope`, { id: ID, runtime: 'docker' }],
  ['Docker, v2, cgroupfs', `0::/docker/${ID}`, { id: ID, runtime: 'docker' }],
  ['Docker, v1', `12:memory:/docker/${ID}\n1:name=systemd:/docker/${ID}`, { id: ID, runtime: 'docker' }],
  [
    'Docker below a user',
    `0::/user.slice/user-1000.slice/user@1000.service/app.slice/docker-${ID}.scope`,
    { id: ID, runtime: 'docker' },
  ],
  ['Podman', `0::/machine.slice/libpod-${ID}.scope`, { id: ID, runtime: 'podman' }],
  [
    'Podman with its inner cgroup',
    `0::/machine.slice/libpod-${ID}.scope/container`,
    { id: ID, runtime: 'podman' },
  ],
  ['Podman, cgroupfs', `4:pids:/libpod_parent/libpod-${ID}`, { id: ID, runtime: 'podman' }],
  [
    'Podman, split cgroups',
    `0::/system.slice/chat.service/libpod-payload-${ID}`,
    { id: ID, runtime: 'podman' },
  ],
  ['ECS on EC2', `0::/ecs/${UID}/${ID}`, { id: ID }],
  [
    'ECS on EC2, v2, systemd',
    `0::/ecstasks.slice/ecstasks-${UID.replaceAll('-', '')}.slice/docker-${ID}.scope`,
    { id: ID, runtime: 'docker' },
  ],
  ['ECS on Fargate', `0::/ecs/${TASK}/${TASK}-2495160603`, { id: `${TASK}-2495160603` }],
  ['nerdctl', `0::/system.slice/nerdctl-${ID}.scope`, { id: ID, runtime: 'containerd' }],
  ['containerd, cgroupfs', `0::/k8s.io/${ID}`, { id: ID, runtime: 'containerd' }],
  [
    'Kubernetes with containerd, v2, systemd',
    `0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${SYSTEMD_UID}.slice/cri-containerd-${ID}.scope`,
    { id: ID, runtime: 'containerd', podUid: UID },
  ],
  [
    'Kubernetes with CRI-O, guaranteed',
    `0::/kubepods.slice/kubepods-pod${SYSTEMD_UID}.slice/crio-${ID}.scope`,
    { id: ID, runtime: 'cri-o', podUid: UID },
  ],
  ['Kubernetes, v1, cgroupfs', `5:cpu,cpuacct:/kubepods/besteffort/pod${UID}/${ID}`, { id: ID, podUid: UID }],
  [
    'Kubernetes, v1, the driver of systemd as runc writes it',
    `3:cpu:/system.slice/containerd.service/kubepods-burstable-pod${SYSTEMD_UID}.slice:cri-containerd:${ID}`,
    { id: ID, runtime: 'containerd', podUid: UID },
  ],
  [
    'a static pod',
    `0::/kubepods/burstable/pod${UID.replaceAll('-', '')}/${ID}`,
    { id: ID, podUid: UID.replaceAll('-', '') },
  ],
  ['a container in a container', `0::/docker/${ID}/docker/${OTHER}`, { id: OTHER, runtime: 'docker' }],
  ['a hive in a cgroup namespace', `0::/../../kubepods/pod${UID}/${ID}`, { id: ID, podUid: UID }],
])('%s', (_, text, expected) => {
  expect(parseContainer(`${text}\n`)).toEqual(expected);
});

test.each([
  ['0::/user.slice/user-1000.slice/session-2.scope'],
  ['0::/system.slice/ollama.service'],
  [`0::/machine.slice/libpod-conmon-${ID}.scope`],
  [`0::/crio-conmon-${ID}.scope`],
  ['0::/'],
  [`0::/docker/${ID.slice(1)}`],
  [''],
])('%j is no container', (text) => {
  expect(parseContainer(text)).toBeNull();
});

test('the parser never throws', () => {
  const part = fc.constantFrom('docker', ID, `docker-${ID}.scope`, `pod${UID}`, '..', '', ':', 'x');
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(part).map((it) => `0::/${it.join('/')}`),
      ),
      (text) => {
        expect(parseContainer(text)?.id ?? ID).toHaveLength(64);
      },
    ),
  );
});

const named = (container: Partial<Container>, variables: Record<string, string>) =>
  containerName({ id: ID, ...container }, new Map(Object.entries(variables)), 'machine');

test('HOSTNAME is the name of a pod, but not of another container', () => {
  expect(named({ podUid: UID }, { HOSTNAME: 'chat-0' })).toBe('chat-0');
  expect(named({}, { HOSTNAME: 'chat-0', KUBERNETES_SERVICE_HOST: '10.0.0.1' })).toBe('chat-0');
  expect(named({ podUid: UID }, { HOSTNAME: 'machine' })).toBeNull();
  expect(named({ podUid: UID }, {})).toBeNull();
  expect(named({ runtime: 'docker' }, { HOSTNAME: ID.slice(0, 12) })).toBeNull();
  expect(named({ runtime: 'docker' }, { HOSTNAME: 'chosen' })).toBeNull();
});

test('a container of Podman is recognised by its environment', () => {
  expect(isPodman(new Map([['container', 'podman']]))).toBe(true);
  expect(isPodman(new Map([['container', 'oci']]))).toBe(false);
});
