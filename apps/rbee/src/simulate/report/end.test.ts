import { expect, test } from 'vitest';
import { endOf } from './end.ts';
import { Tally } from './tally.ts';

function tally(
  counts: Partial<Record<'accepted' | 'refused' | 'failed' | 'heldBack', number>>,
  reason?: string,
): Tally {
  const all = new Tally();
  for (const [what, count] of Object.entries(counts)) all.add(what as 'accepted', count);
  if (reason !== undefined) all.note(reason);
  all.take();
  return all;
}

test.each([
  ['accepted to the end', { accepted: 20, refused: 3 }, 10, 'well'],
  ['refused, all of it', { refused: 20, failed: 1 }, 0, 'refused'],
  ['never answered', { failed: 20 }, 0, 'unheard'],
  ['never connected', { heldBack: 20 }, 0, 'unheard'],
  ['not accepted any more', { accepted: 20, failed: 9 }, 20, 'gone'],
])('%s', (_, counts, before, kind) => {
  expect(endOf(tally(counts, 'ECONNREFUSED'), before, 60_000)).toEqual({ kind, reason: 'ECONNREFUSED' });
});

test('one that ends at once has not failed', () => {
  expect(endOf(tally({ heldBack: 1 }, 'no link'), 0, 5)).toMatchObject({ kind: 'well' });
});
