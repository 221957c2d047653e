import { expect, test } from 'vitest';
import { keyOf } from './keys.ts';
import { type Extent, pressed, type Screen } from './screen.ts';
import { aScreen } from './testing/a-fleet.ts';

const TALL: Extent = { rows: 100, page: 10 };

/** Keys by their names, as Node tells them; `^c` is Ctrl-C, and a text in quotes is typed. */
function after(keys: string, screen: Screen = aScreen(), extent = TALL): ReturnType<typeof pressed> {
  let now: ReturnType<typeof pressed> = screen;
  for (const key of keys.match(/'[^']*'|\S+/g) ?? []) {
    const typed = key.startsWith("'") ? [...key.slice(1, -1)] : [key];
    for (const it of typed) {
      if (typeof now === 'string') return now;
      const isText = [...it].length === 1;
      const name = it.replace('^', '');
      const ctrl = it.startsWith('^') && it.length > 1;
      now = pressed(now, keyOf(isText ? it : undefined, { name, ctrl, sequence: it }), extent);
    }
  }
  return now;
}

test.each([
  ['q', 'quit'],
  ['^c', 'quit'],
  ['/ ^c', 'quit'],
  ['? ^c', 'quit'],
  ['^z', 'suspend'],
  ['^l', 'redraw'],
])('%s: %s', (keys, command) => {
  expect(after(keys)).toBe(command);
});

test.each([
  ['down j j', 3],
  ['down up k', 0],
  ['pagedown', 10],
  ['pagedown pageup', 0],
  ['G', 90],
  ['end up', 89],
  ['G g', 0],
  ['G home', 0],
  ['G pagedown', 90],
])('%s scrolls to row %i', (keys, first) => {
  expect(after(keys)).toMatchObject({ first });
});

test('a table that fits does not scroll', () => {
  expect(after('down G', aScreen(), { rows: 3, page: 10 })).toMatchObject({ first: 0 });
});

test('< and > sort by the column beside, figures with the largest first; r reverses', () => {
  expect(after('>')).toMatchObject({ workerOrder: { by: 'model', descending: false } });
  expect(after('> > >')).toMatchObject({ workerOrder: { by: 'gpu', descending: true } });
  expect(after('> > > r')).toMatchObject({ workerOrder: { by: 'gpu', descending: false } });
  expect(after('< <')).toMatchObject({ workerOrder: { by: 'uptime', descending: true } });
  expect(after('tab right')).toMatchObject({
    view: 'hives',
    hiveOrder: { by: 'workers', descending: true },
    workerOrder: { by: 'worker' },
  });
  const byTtft = aScreen({ workerOrder: { by: 'ttft', descending: true } });
  expect(after('>', byTtft)).toMatchObject({ workerOrder: { by: 'state' } });
});

test('a filter applies while it is typed; Enter keeps it, Escape gives the one before back', () => {
  expect(after("/ 'gpu>8'")).toMatchObject({ filter: 'gpu>8', edit: { cursor: 5 } });
  expect(after("/ 'q?/ jk' return")).toMatchObject({ filter: 'q?/ jk', edit: undefined, isHelp: false });
  expect(after("/ 'x' escape", aScreen({ filter: 'llama' }))).toMatchObject({
    filter: 'llama',
    edit: undefined,
  });
  expect(after('escape', aScreen({ filter: 'llama', first: 5 }))).toMatchObject({ filter: '', first: 0 });
});

test.each([
  ["/ 'ab cd' backspace", 'ab c'],
  ["/ 'ab cd' ^w", 'ab '],
  ["/ 'ab cd' ^u", ''],
  ["/ 'ab cd' left left ^k", 'ab '],
  ["/ 'bc' home 'a'", 'abc'],
  ["/ 'ab' ^a delete", 'b'],
  ["/ '模型' backspace", '模'],
  ["/ 'a😀' backspace", 'a'],
  ["/ 'ab' left right end backspace", 'a'],
])('%s edits to %j', (keys, filter) => {
  expect(after(keys)).toMatchObject({ filter });
});

test('a filter cannot be longer than one that is read', () => {
  const long = after('/', aScreen({ filter: 'x'.repeat(1_000) })) as Screen;
  expect(after("'y'", long)).toBe(long);
});

test('keys without a text type nothing into a filter', () => {
  expect(after('/ f1 up insert')).toMatchObject({ filter: '' });
});

test('the help is scrolled and closed, and then the table is where it begins', () => {
  expect(after('? down')).toMatchObject({ isHelp: true, first: 1 });
  expect(after('? tab >')).toMatchObject({ isHelp: true, view: 'workers' });
  for (const key of ['?', 'q', 'escape', 'return'])
    expect(after(`? ${key}`)).toMatchObject({ isHelp: false });
});
