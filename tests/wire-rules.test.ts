import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { filesOf } from './tree.ts';

const page = readFileSync(new URL('../docs/wire.md', import.meta.url), 'utf8');
const rules = [...page.matchAll(/^- \[([A-Z]\d*)\]( \(reserved\))?/gm)].map(([, id, reserved]) => ({
  id: id ?? '',
  reserved: reserved !== undefined,
}));

/** The title of a test begins with the rules that it proves: `'[S4] replays ...'`, `'[R1] [R2] ...'`. */
const cited = new Set(
  filesOf(['packages', 'apps', 'tests'], /\.test\.tsx?$/)
    .flatMap((file) => [...file.text.matchAll(/['"`]((?:\[[A-Z]\d*\][ ,]*)+)\S/g)])
    .flatMap((opening) => [...(opening[1] ?? '').matchAll(/\[([A-Z]\d*)\]/g)].map((match) => match[1])),
);

test('docs/wire.md has rules in every section, and each id once', () => {
  const ids = rules.map((rule) => rule.id);
  expect(new Set(ids).size).toBe(ids.length);
  expect([...new Set(ids.map((id) => id[0]))].sort()).toEqual([
    'A',
    'E',
    'H',
    'L',
    'N',
    'P',
    'Q',
    'R',
    'S',
    'W',
  ]);
});

test.each(rules.filter((rule) => !rule.reserved))('rule $id is cited by a test title', ({ id }) => {
  expect(cited).toContain(id);
});

test.each(rules.filter((rule) => rule.reserved))(
  'rule $id is reserved, so no test title cites it',
  ({ id }) => {
    expect(cited).not.toContain(id);
  },
);

test('every rule that a test title cites is in docs/wire.md', () => {
  expect(rules.map((rule) => rule.id)).toEqual(expect.arrayContaining([...cited]));
});
