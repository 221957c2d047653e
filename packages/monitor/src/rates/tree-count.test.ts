import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type MemberCount, startCount, TreeCounter, treeCount } from './tree-count.ts';

const member = (pid: number, own: number, more: Partial<MemberCount> = {}): MemberCount => ({
  key: `${pid}`,
  pid,
  parentPid: pid === 1 ? 0 : 1,
  own,
  told: 0,
  fresh: false,
  ...more,
});

/** One sample: the members, and other processes that still exist. */
interface Look {
  readonly members: readonly MemberCount[];
  readonly there: ReadonlySet<string>;
}
const look = (members: readonly MemberCount[], ...there: readonly string[]): Look => ({
  members,
  there: new Set(there),
});

/** The use that is counted for a tree between its first and its last sample. */
function spentOver([first, ...later]: readonly Look[]): number | null {
  let count = startCount(first?.members ?? []);
  for (const { members, there } of later) {
    const next = treeCount(count, members, ({ key }) => there.has(key));
    if (!next) return null;
    count = next;
  }
  return count.spent;
}
const spent = (...samples: readonly (readonly MemberCount[])[]) => spentOver(samples.map((it) => look(it)));

test('the use of all members is summed, and a child that started since the previous sample counts in full', () => {
  expect(spent([member(1, 10)], [member(1, 13), member(2, 4, { fresh: true })])).toBe(7);
});

test('a process that joins later counts from then on', () => {
  expect(spent([member(1, 10)], [member(1, 13), member(2, 900)], [member(1, 13), member(2, 901)])).toBe(4);
});

test('children that started and ended between two samples count through their parent', () => {
  expect(spent([member(1, 10)], [member(1, 10, { told: 50 })])).toBe(50);
});

test('use that was counted while a child lived is not counted again through its parent', () => {
  const seen = [member(1, 0), member(2, 30)];
  expect(spent(seen, [member(1, 0, { told: 34 })])).toBe(4);
  expect(spent(seen, [member(1, 0)], [member(1, 0, { told: 34 })])).toBe(4);
});

test('a parent may wait for an ended child in a later sample', () => {
  const waiting = look([member(1, 0)], '2');
  const told = look([member(1, 0, { told: 34 })]);
  expect(spentOver([look([member(1, 0), member(2, 30)]), waiting, waiting, waiting, told])).toBe(4);
});

test('a grandchild that its parent waited for is not counted twice when that parent ends too', () => {
  const tree = [member(1, 0), member(2, 10), member(3, 20, { parentPid: 2 })];
  expect(spent(tree, [member(1, 0), member(2, 10, { told: 25 })], [member(1, 0, { told: 36 })])).toBe(6);
  expect(spent(tree, [member(1, 0, { told: 36 })])).toBe(6);
});

test('a child that no parent waits for reduces the counted use in one sample at most', () => {
  const gone = [member(1, 6)];
  expect(spent([member(1, 5), member(2, 1000)], gone)).toBe(1);
  const later = [member(1, 6, { told: 50 })];
  expect(spent([member(1, 5), member(2, 1000)], gone, gone, later)).toBe(51);
});

test("if the kernel adds a process's own use to that of its children, both count once", () => {
  const told = (pid: number, all: number) => member(pid, 0, { told: all });
  expect(spent([told(1, 100), told(2, 30)], [told(1, 105), told(2, 40)], [told(1, 105 + 42 + 3)])).toBe(20);
});

test('[W4] counting starts over when a counter decreases and when no member was in the previous sample', () => {
  expect(spent([member(1, 10)], [member(1, 9)])).toBeNull();
  expect(spent([member(1, 10)], [member(2, 9)])).toBeNull();
  const counter = new TreeCounter();
  const count = (own: number) => {
    const reading = counter.count('x', [member(1, own)], () => false);
    counter.endSample();
    return reading.ok ? reading.value : reading.reason;
  };
  expect([count(500), count(600)]).toEqual([0, 100]);
  const disbelieved = Array.from({ length: 10 }, () => count(100));
  expect(new Set(disbelieved)).toEqual(new Set(['first_sample']));
  expect([count(100), count(150)]).toEqual(['first_sample', 50]);
});

/** What a counter says of these samples of one tree. */
function readings(samples: readonly (readonly MemberCount[])[]) {
  const counter = new TreeCounter();
  return samples.map((members) => {
    const reading = counter.count('tree', members, () => true);
    counter.endSample();
    return reading.ok ? reading.value : reading.reason;
  });
}

test('[W4] members that decrease by turns are not believed, however long the tree is in doubt', () => {
  const high = [member(1, 500), member(2, 500)];
  const turns = Array.from({ length: 40 }, (_, at) => [
    member(1, at % 8 < 4 ? 100 : 500),
    member(2, at % 8 < 4 ? 500 : 100),
  ]);
  const seen = readings([high, ...turns, [member(1, 501), member(2, 500)]]);
  expect(seen).toEqual([0, ...turns.map(() => 'first_sample'), 1]);
});

test('[W4] a member that started over is believed after ten samples, and one that is low just then is not', () => {
  const low = Array.from({ length: 10 }, () => [member(1, 5), member(2, 500)]);
  const both = [member(1, 5), member(2, 100)];
  const seen = readings([[member(1, 500), member(2, 500)], ...low, both, [member(1, 7), member(2, 501)]]);
  expect(seen).toEqual([0, ...low.map(() => 'first_sample'), 'first_sample', 3]);
});

test('[W4] a counter that decreased and recovered continues from its previous value', () => {
  const counter = new TreeCounter();
  const count = (own: number) => {
    const reading = counter.count('x', [member(1, own)], () => false);
    counter.endSample();
    return reading.ok ? reading.value : reading.reason;
  };
  expect([count(500), count(600), count(7), count(8), count(650)]).toEqual([
    0,
    100,
    'first_sample',
    'first_sample',
    150,
  ]);
});

/** A machine of processes that work, fork, end and are waited for, as the kernel counts them. */
interface Worked {
  readonly pid: number;
  readonly parent: Worked | null;
  readonly born: number;
  own: number;
  told: number;
  state: 'runs' | 'ended' | 'gone';
}

function createWorld() {
  const root: Worked = { pid: 1, parent: null, born: 0, own: 0, told: 0, state: 'runs' };
  const all = [root];
  const looks: { readonly apart: Look; readonly together: Look }[] = [];
  const wait = (it: Worked): void => {
    if (it.state !== 'ended' || !it.parent) return;
    it.state = 'gone';
    it.parent.told += it.own + it.told;
  };
  const end = (it: Worked): void => {
    if (!it.parent) return;
    for (const child of all.filter(({ parent }) => parent === it)) {
      if (child.state === 'runs') end(child);
      wait(child);
    }
    it.state = 'ended';
  };
  const sample = (): void => {
    const there = all.filter(({ state }) => state !== 'gone').map(({ pid }) => `${pid}`);
    const members = all
      .filter(({ state }) => state === 'runs')
      .map(({ pid, parent, own, told, born }) =>
        member(pid, own, { told, parentPid: parent?.pid ?? 0, fresh: born === looks.length && pid > 1 }),
      );
    const together = members.map((it) => ({ ...it, own: 0, told: it.own + it.told }));
    looks.push({ apart: look(members, ...there), together: look(together, ...there) });
  };
  return { all, looks, wait, end, sample };
}

test('the sum equals the real use of the tree for any order of starts and ends', () => {
  const step = fc.record({
    act: fc.constantFrom('work', 'fork', 'end', 'wait', 'sample'),
    who: fc.nat(),
    ticks: fc.nat(50),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const world = createWorld();
      let used = 0;
      world.sample();
      for (const { act, who, ticks } of steps) {
        const of = (state: Worked['state']) => world.all.filter((it) => it.state === state);
        const [running, ended] = [of('runs'), of('ended')];
        const it = running[who % running.length];
        if (act === 'sample') world.sample();
        if (act === 'wait') for (const child of ended.slice(0, 1 + (who % 2))) world.wait(child);
        if (!it) continue;
        if (act === 'work') [it.own, used] = [it.own + ticks, used + ticks];
        if (act === 'end') world.end(it);
        if (act === 'fork') {
          const child = { pid: world.all.length + 1, parent: it, born: world.looks.length, state: 'runs' };
          world.all.push({ ...child, own: 0, told: 0 } as Worked);
        }
      }
      for (const it of world.all.filter(({ state }) => state === 'ended')) world.wait(it);
      world.sample();
      expect(spentOver(world.looks.map(({ apart }) => apart))).toBe(used);
      expect(spentOver(world.looks.map(({ together }) => together))).toBe(used);
    }),
    { numRuns: 500 },
  );
});
