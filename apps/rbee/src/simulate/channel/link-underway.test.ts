import { expect, test } from 'vitest';
import { createUnderway } from './link-underway.ts';

const ack = (seq: number): string => JSON.stringify({ type: 'ack', seq });
const sent = (...numbers: number[]) => {
  const underway = createUnderway();
  for (const seq of numbers) underway.add(seq);
  return underway;
};

test('an ack covers what was sent before it, in the order of sending', () => {
  const underway = sent(4, 6, 5, 7);
  expect(underway.answer(ack(6))).toEqual({ kind: 'accepted', count: 2, acceptsChanges: false });
  expect(underway.answer(ack(6))).toEqual({ kind: 'nothing' });
  expect(underway.answer(ack(7))).toEqual({ kind: 'accepted', count: 2, acceptsChanges: false });
  expect(underway.count).toBe(0);
});

test('of one that was sent twice, an ack covers both', () => {
  expect(sent(1, 1, 2).answer(ack(1))).toEqual({ kind: 'accepted', count: 2, acceptsChanges: false });
});

test('a refusal is of one heartbeat, in the words of the queen', () => {
  const underway = sent(1, 2);
  const problem = { status: 422, title: 'A field is not as the wire asks', detail: 'It is not.' };
  expect(underway.answer(JSON.stringify({ type: 'refused', seq: 2, problem }))).toMatchObject({
    kind: 'refused',
    refusal: { status: 422, detail: 'It is not.' },
  });
  expect(underway.count).toBe(1);
  expect(underway.answer(JSON.stringify({ type: 'refused', problem }))).toEqual({
    kind: 'unreadable',
    reason: 'It is not.',
  });
});

test.each(['', 'null', '{', '{"type":"later"}', '{"type":"refused","seq":1}'])(
  '%j does not break it',
  (text) => {
    expect(['nothing', 'refused']).toContain(sent(1).answer(text).kind);
  },
);
