import { expect, test } from 'vitest';
import { aCandidate } from '../../../testing/drm-sampler.ts';
import { createFiles, type Files } from '../../files/index.ts';
import { DescriptorTable } from './descriptors.ts';

const NOBODY: ReadonlySet<number> = new Set();

/** A /proc in memory: the links of the descriptors of each process; null: they may not be read. */
function world(open: Map<number, readonly string[] | null>) {
  const listed: number[] = [];
  let links = 0;
  const targets = (path: string) => open.get(Number(/^\/proc\/(\d+)\/fd/.exec(path)?.[1]));
  const files: Files = {
    ...createFiles(),
    names: (path, most) => {
      const found = targets(path)?.slice(0, most) ?? targets(path);
      listed.push(Number(path.split('/')[2]));
      if (found === undefined) return { ok: false, refusal: 'gone' };
      return found
        ? { ok: true, value: found.map((_, at) => `${at}`) }
        : { ok: false, refusal: 'permission' };
    },
    link: (path) => {
      links += 1;
      return { ok: true, value: targets(path)?.[Number(path.slice(path.lastIndexOf('/') + 1))] ?? '' };
    },
  };
  const table = new DescriptorTable(files, '/proc');
  let second = 0;
  const read = (pids: Iterable<number>, { urgent = NOBODY, measured = false } = {}) => {
    listed.length = 0;
    links = 0;
    second += 1;
    const processes = [...pids].map((it) => ({ ...aCandidate(it), measured }));
    const { holders, refused } = table.read(processes, urgent, second * 1000);
    return {
      holders: holders.map((it) => it.process.pid),
      refused: [...refused],
      listed: [...listed],
      links,
    };
  };
  return { read, open, table };
}

const RENDER = '/dev/dri/renderD128';
const pidsFrom = (first: number, count: number) => Array.from({ length: count }, (_, at) => first + at);

test('holders are found among all processes in the first sample, with every kind of device', () => {
  const { read } = world(
    new Map([
      [1, ['/dev/null', 'socket:[1]']],
      [2, [RENDER]],
      [3, ['/dev/dri/card0']],
      [4, ['/dev/kfd']],
      [5, ['/dev/accel/accel0']],
      [6, ['/home/me/dev/dri/renderD128', '/dev/dri/by-path/x', '/dev/dri/renderD128x']],
      [7, null],
    ]),
  );
  expect(read([1, 2, 3, 4, 5, 6, 7])).toMatchObject({ holders: [2, 3, 4, 5], refused: [7] });
});

test('a process that starts is listed at once and then ever more rarely', () => {
  const { read, open } = world(new Map([[1, []]]));
  read([1]);
  open.set(50, []);
  const seen = pidsFrom(1, 200).filter(() => read([1, 50]).listed.includes(50));
  expect(seen.slice(0, 7)).toEqual([1, 2, 4, 8, 16, 32, 64]);
  expect(seen.length).toBeLessThanOrEqual(10);
});

test('the processes of a worker, and those that hold a card, are listed at least every ten samples', () => {
  const { read, open } = world(
    new Map([
      [1, []],
      [2, [RENDER]],
    ]),
  );
  read([1, 2], { measured: true });
  const gaps = (pid: number) => {
    const at = pidsFrom(1, 100).filter(() => read([1, 2], { measured: true }).listed.includes(pid));
    return at.map((it, nth) => it - (at[nth - 1] ?? 0)).slice(1);
  };
  expect(Math.max(...gaps(1))).toBeLessThanOrEqual(10);
  expect(Math.max(...gaps(2))).toBeLessThanOrEqual(10);
  open.set(1, [RENDER]);
  const found = pidsFrom(1, 12).find(() => read([1, 2], { measured: true }).holders.includes(1));
  expect(found).toBeLessThanOrEqual(10);
});

test('of an old process that opens and closes nothing little is looked at; what it opens is found', () => {
  const pids = pidsFrom(1000, 200);
  const { read, open } = world(new Map(pids.map((it) => [it, Array<string>(24).fill('socket:[1]')])));
  read(pids);
  const links = pidsFrom(1, 480).reduce((sum) => sum + read(pids).links, 0);
  expect(links).toBeLessThan((200 * 24 * 480) / 200);
  open.set(1000, [...Array<string>(24).fill('socket:[1]'), RENDER]);
  expect(pidsFrom(1, 130).some(() => read(pids).holders.includes(1000))).toBe(true);
  open.set(1001, [RENDER, ...Array<string>(23).fill('socket:[1]')]);
  expect(pidsFrom(1, 500).some(() => read(pids).holders.includes(1001))).toBe(true);
});

test('a process that KFD lists is listed until its devices are found', () => {
  const { read, open } = world(new Map([[1, []]]));
  read([1]);
  const urgent = new Set([1]);
  expect([read([1], { urgent }).listed, read([1], { urgent }).listed]).toEqual([[1], [1]]);
  open.set(1, ['/dev/kfd', RENDER]);
  expect(read([1], { urgent }).holders).toEqual([1]);
});

test('with 2,000 processes few are listed in a sample, and every one within two minutes', () => {
  const pids = pidsFrom(1000, 2000);
  const { read } = world(new Map(pids.map((it) => [it, Array<string>(24).fill('socket:[1]')])));
  expect(read(pids).listed).toHaveLength(2000);
  const last = new Map<number, number>();
  for (let sample = 1; sample <= 360; sample += 1) {
    const { listed, links } = read(pids);
    expect(links).toBeLessThanOrEqual(2100);
    for (const pid of listed) {
      expect(sample - (last.get(pid) ?? 0)).toBeLessThanOrEqual(125);
      last.set(pid, sample);
    }
  }
  expect(last.size).toBe(2000);
});

test('processes with as many descriptors as they like cost no more, and new ones come first', () => {
  const many = Array<string>(10_000).fill('socket:[1]');
  const pids = pidsFrom(1000, 40);
  const { read, open } = world(new Map(pids.map((it) => [it, many])));
  expect(read(pids).links).toBeLessThanOrEqual(60_000);
  for (let sample = 0; sample < 5; sample += 1) expect(read(pids).links).toBeLessThanOrEqual(6200);
  open.set(5000, [RENDER]);
  expect(read([...pids, 5000]).holders).toEqual([5000]);
});

test('a process whose descriptors may be listed and not followed is refused', () => {
  const files: Files = {
    ...createFiles(),
    names: () => ({ ok: true, value: ['0', '1'] }),
    link: () => ({ ok: false, refusal: 'permission' }),
  };
  const { holders, refused } = new DescriptorTable(files, '/proc').read([aCandidate(7)], NOBODY, 0);
  expect([holders, [...refused]]).toEqual([[], [7]]);
});

test('a process that ended is forgotten; another with its pid is new', () => {
  const { read, table } = world(new Map([[1, [RENDER]]]));
  expect(read([1]).holders).toEqual([1]);
  expect(read([]).holders).toEqual([]);
  const again = table.read([aCandidate(1, 1, 99)], NOBODY, 9000);
  expect(again.holders[0]?.descriptors).toEqual([
    { path: '/proc/1/fdinfo/0', node: 'renderD128', openedAfterMs: 2000 },
  ]);
});
