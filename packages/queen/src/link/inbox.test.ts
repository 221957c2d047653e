import { expect, test } from 'vitest';
import { Faults } from '../faults.ts';
import { Shares } from '../shares.ts';
import type { Link } from './link.ts';
import { Inbox } from './links.ts';

/** An inbox whose frames each take some time, and an event loop that a test runs turn by turn. */
function anInbox(costMs: number, bodyBytes = 1_000) {
  let now = 0;
  let due: (() => void)[] = [];
  const said: string[] = [];
  const faults = new Faults({ error: () => {} }, (place) => said.push(`${place} fault`));
  const bodies = new Shares({ limit: bodyBytes, addressShare: 1 });
  const metrics = {
    limitReached: (limit: string, bound: string) => void said.push(`${limit} ${bound}`),
  };
  const afterInput = (run: () => void) => due.push(run);
  const inbox = new Inbox({ monotonic: () => now, afterInput, bodies, faults, metrics });
  const linkCalled = (name: string) => {
    const link: Pick<Link, 'owner' | 'end' | 'frameArrived' | 'receive' | 'pauseReading' | 'resumeReading'> =
      {
        owner: 'local',
        end: (reason) => said.push(`${name} ${reason}`),
        frameArrived: () => {},
        receive: (data, _isBinary, waitedTooLong) => {
          now += costMs;
          said.push(`${name}${data}${waitedTooLong ? ' late' : ''}`);
          if (data.toString() === 'bad') throw new Error('bad');
        },
        pauseReading: () => said.push(`${name} held`),
        resumeReading: () => said.push(`${name} released`),
      };
    return (text: string) => inbox.receive(link as Link, Buffer.from(text), false);
  };
  const turn = () => {
    const runs = due;
    due = [];
    for (const run of runs) run();
    return said.splice(0);
  };
  const pass = (ms: number) => {
    now += ms;
  };
  return { inbox, linkCalled, turn, said, pass, loops: () => due.length };
}

test('a frame within the time slice is processed at once', () => {
  const { inbox, linkCalled, turn, loops } = anInbox(1);
  const [a, b] = [linkCalled('a'), linkCalled('b')];
  for (const text of ['1', '2']) for (const link of [a, b]) link(text);
  expect([inbox.waiting, turn()]).toEqual([0, ['a1', 'b1', 'a2', 'b2']]);
  expect(loops()).toBe(0);
});

test('[L1] frames beyond the time slice wait in order, and their links are not read meanwhile', () => {
  const { inbox, linkCalled, turn, said } = anInbox(10);
  const [a, b, c] = [linkCalled('a'), linkCalled('b'), linkCalled('c')];
  for (const link of [a, b]) link('1');
  for (const text of ['2', '3']) for (const link of [a, b, c]) link(text);
  expect(said.splice(0)).toEqual(['a1', 'b1', 'a held', 'b held', 'c held', 'a held', 'b held', 'c held']);
  expect(inbox.waiting).toBe(6);
  expect(turn()).toEqual(['a2', 'a released', 'b2', 'b released']);
  a('4');
  expect(turn()).toEqual(['a held', 'c2', 'c released', 'a3', 'a released']);
  expect(turn()).toEqual(['b3', 'b released', 'c3', 'c released']);
  expect(turn()).toEqual(['a4', 'a released']);
  turn();
  a('5');
  expect([turn(), inbox.waiting]).toEqual([['a5'], 0]);
});

test('[H5] a frame that has waited for more than two seconds is late', () => {
  const { linkCalled, turn, pass } = anInbox(20);
  const [a, b] = [linkCalled('a'), linkCalled('b')];
  for (const link of [a, b]) link('1');
  pass(2_001);
  a('2');
  expect(turn()).toEqual(['a1', 'b held', 'a held', 'b1 late', 'b released']);
  expect(turn()).toEqual(['a2', 'a released']);
});

test('[L1] a link whose frames have no room to wait is ended and counted', () => {
  const { linkCalled, turn, inbox } = anInbox(50, 5);
  const [a, b] = [linkCalled('a'), linkCalled('b')];
  for (const text of ['1', '2', '3']) a(text);
  b('12345');
  expect([inbox.waiting, turn()]).toEqual([
    2,
    ['a1', 'a held', 'a held', 'body_bytes all', 'b crowded', 'a2', 'a released'],
  ]);
  for (let slice = 0; slice < 3; slice += 1) turn();
  b('12345');
  expect(turn()).toEqual(['b12345']);
});

test('[L1] an error in one link stops neither the other links nor its own reading', () => {
  const { linkCalled, turn, said } = anInbox(20);
  linkCalled('a')('bad');
  linkCalled('b')('bad');
  linkCalled('c')('1');
  said.splice(0);
  const all = [...turn(), ...turn(), ...turn()];
  expect(all).toEqual(['bbad', 'link fault', 'b released', 'c1', 'c released']);
});
