import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { aCandidate, drmSampler, processesOf } from '../../../testing/drm-sampler.ts';
import { ARC, addCard, openNode, RADEON } from '../../../testing/fake-cards.ts';
import { AMDGPU_5_14, amdgpu, EVENTFD, NOUVEAU, xe } from '../../../testing/fdinfo-texts.ts';
import { createFakeMachine, type FakeMachine } from '../../../testing/index.ts';
import { known, missing } from '../../figure.ts';
import { createFiles, type Files } from '../../files/index.ts';
import { ClientTable } from './clients.ts';

const SECOND_NS = 1_000_000_000;

let machine: FakeMachine;
beforeEach(() => {
  machine = createFakeMachine();
  addCard(machine, RADEON);
});
afterEach(() => machine.remove());

const open = (pid: number, text: string, fd = 7, node = 'renderD128') => {
  machine.process({ pid });
  openNode(machine, pid, fd, node, text);
};
const uses = (cards: ReturnType<ReturnType<typeof drmSampler>['sample']>) =>
  processesOf(cards[0]).map(({ pid, vramMb, utilPct }) => [pid, vramMb, utilPct]);

test('[W4] a process has its memory at once and its use from the second sample on', () => {
  const { sample } = drmSampler(machine);
  open(100, amdgpu({ computeNs: 5 * SECOND_NS }));
  expect(uses(sample([100], 1000))).toEqual([[100, known(1024), missing('first_sample')]]);
  machine.file('100/fdinfo/7', amdgpu({ computeNs: 5.25 * SECOND_NS }));
  expect(uses(sample([100], 2000))).toEqual([[100, known(1024), known(25)]]);
});

test('[W4] a process that began since the previous sample has its use in its first one', () => {
  const { sample } = drmSampler(machine);
  sample([], 1000);
  machine.process({ pid: 100 });
  open(101, amdgpu({ client: 1, computeNs: 0.5 * SECOND_NS }));
  expect(uses(sample([100, 101], 2000))).toEqual([[101, known(1024), known(50)]]);
  open(100, amdgpu({ client: 2, computeNs: 0.3 * SECOND_NS }));
  const byPid = new Map(uses(sample([100, 101], 3000)).map(([pid, , use]) => [pid, use]));
  expect(byPid.get(101)).toEqual(known(0));
  expect(byPid.get(100)).toEqual(known(30));
});

test('an engine that was not listed before had not been used', () => {
  const { sample } = drmSampler(machine);
  open(100, amdgpu());
  sample([100], 1000);
  machine.file('100/fdinfo/7', amdgpu({ gfxNs: 0.4 * SECOND_NS }));
  expect(uses(sample([100], 2000))).toEqual([[100, known(1024), known(40)]]);
});

test('the use of a process is that of the class of engines that it uses most, over all its clients', () => {
  const { sample } = drmSampler(machine);
  const texts = (seconds: number) => [
    amdgpu({ client: 1, gfxNs: 0.2 * seconds * SECOND_NS, computeNs: 0.3 * seconds * SECOND_NS }),
    amdgpu({ client: 2, computeNs: 0.4 * seconds * SECOND_NS }),
  ];
  const write = (seconds: number) => {
    for (const [at, it] of texts(seconds).entries()) openNode(machine, 100, at + 7, 'renderD128', it);
  };
  machine.process({ pid: 100 });
  write(1);
  sample([100], 1000);
  write(2);
  const [[, memory, use] = []] = uses(sample([100], 2000));
  expect([memory, use]).toEqual([known(2048), known(70)]);
});

describe('one client counts once', () => {
  test('with several descriptors, in one process and in its children', () => {
    const { sample } = drmSampler(machine);
    open(100, amdgpu());
    openNode(machine, 100, 8, 'renderD128', amdgpu());
    open(101, amdgpu());
    const processes = [aCandidate(100), aCandidate(101, 100)];
    expect(uses(sample(processes, 1000))).toEqual([[100, known(1024), known(0)]]);
  });

  test('the client of a process that ends passes to the one that still has it open, without a new beginning', () => {
    const { sample } = drmSampler(machine);
    open(100, amdgpu({ gfxNs: SECOND_NS }));
    open(101, amdgpu({ gfxNs: SECOND_NS }));
    sample([aCandidate(100), aCandidate(101, 100)], 1000);
    machine.end(100);
    machine.file('101/fdinfo/7', amdgpu({ gfxNs: 1.1 * SECOND_NS }));
    const [[pid, , use] = []] = uses(sample([aCandidate(101, 1)], 2000));
    expect([pid, use]).toEqual([101, { ok: true, value: expect.closeTo(10) }]);
  });

  test('however the descriptors of clients are spread over processes', () => {
    const spread = fc.array(fc.tuple(fc.nat(4), fc.nat(3)), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(spread, (descriptors) => {
        const text = (path: string) => amdgpu({ client: Number(path.split('/')[2]) });
        const files: Files = { ...createFiles(), again: (path) => ({ ok: true, value: text(path) }) };
        const access = { pciOf: () => '0000:03:00.0', isCard: () => true, mayRead: () => true };
        const holders = [0, 1, 2, 3, 4].map((at) => ({
          process: aCandidate(100 + at, at === 4 ? 103 : 1),
          descriptors: descriptors.flatMap(([process, client], nth) =>
            process === at ? [{ path: `/${nth}/${client}`, node: 'renderD128', openedAfterMs: null }] : [],
          ),
          opensKfd: false,
        }));
        const table = new ClientTable(files);
        const ids = new Set(descriptors.map(([, client]) => `${client}`));
        for (const atMs of [0, 1000]) {
          const clients = table.read(holders, access, atMs, () => {});
          const read = clients.map(({ file }) => file.ok && file.value.clientId);
          expect(read.toSorted()).toEqual([...ids].toSorted());
        }
      }),
    );
  });

  test('two clients with the same number on two cards are two', () => {
    addCard(machine, { ...RADEON, minor: 1, pci: '0000:0a:00.0' });
    const { sample } = drmSampler(machine);
    open(100, amdgpu());
    openNode(machine, 100, 8, 'renderD129', amdgpu({ pci: '0000:0a:00.0' }));
    expect(sample([100], 1000).map((it) => processesOf(it).length)).toEqual([1, 1]);
  });
});

describe('what a descriptor is may change', () => {
  test('a descriptor that was closed counts no more, and one that was opened in its place is found', () => {
    const { sample } = drmSampler(machine);
    open(100, amdgpu());
    sample([100], 1000);
    machine.link('100/fd/7', 'anon_inode:[eventfd]');
    machine.file('100/fdinfo/7', EVENTFD);
    expect(uses(sample([100], 2000))).toEqual([]);
    machine.link('100/fd/9', '/dev/dri/renderD128');
    machine.file('100/fdinfo/9', amdgpu({ client: 99 }));
    expect(uses(sample([100], 3000))).toHaveLength(1);
  });

  test('a process that reuses a pid is another process', () => {
    const { sample } = drmSampler(machine);
    open(100, amdgpu({ client: 1, computeNs: 9 * SECOND_NS }));
    sample([100], 1000);
    machine.file('100/fdinfo/7', amdgpu({ client: 2, computeNs: 0.1 * SECOND_NS }));
    expect(uses(sample([aCandidate(100, 1, 7777)], 2000))).toEqual([[100, known(1024), known(10)]]);
  });

  test('a device that a container gives another name is the one that its fdinfo names', () => {
    addCard(machine, { ...RADEON, minor: 1, pci: '0000:0a:00.0' });
    const { sample } = drmSampler(machine);
    open(100, amdgpu({ pci: '0000:0a:00.0' }), 7, 'renderD128');
    expect(sample([100], 1000).map((it) => processesOf(it).length)).toEqual([0, 1]);
  });

  test('devices of cards that are not read are read rarely', () => {
    const { sample, touched } = drmSampler(machine);
    open(100, NOUVEAU, 7, 'renderD200');
    for (let second = 0; second < 20; second += 1) sample([100], second * 1000);
    expect(touched(/fdinfo\/7$/).length).toBeLessThanOrEqual(3);
  });
});

test('[W2] however many descriptors processes have, a bounded number is read in a sample, and each one in its turn', () => {
  let reads = 0;
  const again: Files['again'] = (path) => {
    reads += 1;
    return { ok: true, value: amdgpu({ client: Number(path.replaceAll('/', '')) }) };
  };
  const holders = Array.from({ length: 80 }, (_, at) => ({
    process: aCandidate(100 + at),
    descriptors: Array.from({ length: 60 }, (_, fd) => ({
      ...{ path: `/${100 + at}/${10 + fd}`, node: 'renderD128' },
      openedAfterMs: null,
    })),
    opensKfd: false,
  }));
  const access = { pciOf: () => '0000:03:00.0', isCard: () => true, mayRead: () => true };
  const table = new ClientTable({ ...createFiles(), again });
  const sample = (atMs: number) => {
    reads = 0;
    const clients = table.read(holders, access, atMs, () => {});
    const unread = clients.filter(({ file }) => !file.ok && file.reason === 'timeout');
    return [reads, clients.length, unread.length];
  };
  expect(sample(1000)).toEqual([4000, 4800, 800]);
  expect(sample(2000)).toEqual([4000, 4800, 0]);
});

describe('what is not told is not zero', () => {
  test('[W2] amdgpu before Linux 5.19 tells memory and no use', () => {
    open(100, AMDGPU_5_14);
    expect(uses(drmSampler(machine).sample([100], 1000))).toEqual([
      [100, known(128), missing('not_exposed')],
    ]);
  });

  test('[W2] a driver without any figures', () => {
    open(100, 'pos:\t0\nflags:\t02\n');
    const { sample } = drmSampler(machine);
    for (const atMs of [1000, 2000]) {
      expect(uses(sample([100], atMs))).toEqual([[100, missing('not_exposed'), missing('not_exposed')]]);
    }
  });

  test('[W2] processes whose descriptors may not be read are named, and a sum over clients is unknown', () => {
    machine.removeSys('class');
    addCard(machine, ARC);
    open(100, xe());
    open(101, xe({ client: 4 }));
    const { sample, finding } = drmSampler(machine, { refused: ['/101/fd'] });
    const [card] = sample([100, 101], 1000);
    expect(processesOf(card).map((it) => it.pid)).toEqual([100]);
    expect([card?.usedMb, card?.utilPct]).toEqual([missing('permission'), missing('permission')]);
    expect([...(card?.refused ?? [])]).toEqual([101]);
    expect(finding('intel')).toEqual({ through: "the kernel's xe", missing: [] });
    expect(finding('amd')).toEqual({ through: null, missing: [] });
  });
});

test('[W4] a reader that was closed begins anew', () => {
  const { sample, close } = drmSampler(machine);
  open(100, amdgpu({ computeNs: SECOND_NS }));
  sample([100], 1000);
  close();
  expect(uses(sample([100], 2000))).toEqual([[100, known(1024), missing('first_sample')]]);
});

test('a process that only draws does not compute; one that computes more than it draws does', () => {
  const { sample } = drmSampler(machine);
  open(100, amdgpu({ client: 1, gfxNs: 100, computeNs: 10 }));
  open(101, amdgpu({ client: 2, computeNs: 10 }));
  open(102, amdgpu({ client: 3 }));
  const computes = processesOf(sample([100, 101, 102], 1000)[0]).map((it) => [it.pid, it.computes]);
  expect(computes).toEqual([
    [100, false],
    [101, true],
    [102, false],
  ]);
});
