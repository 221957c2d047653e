import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Frame, frameChanges } from './frame-changes.ts';
import { ScreenOfText } from './testing/a-screen-of-text.ts';

const frame = (lines: readonly string[], columns = 10): Frame => ({
  columns,
  lines: lines.map((text) => ({ text, width: text.length })),
});

test('only lines that differ are written, at once', () => {
  expect(frameChanges(frame(['a', 'b', 'c']), frame(['a', 'x', 'c']))).toBe(
    '\x1b[?2026h\x1b[2;1Hx\x1b[K\x1b[?25l\x1b[?2026l',
  );
});

test('nothing is written if nothing changed', () => {
  expect(frameChanges(frame(['a', '']), frame(['a', '']))).toBe('');
});

test('without a frame before, and in another width, everything is written', () => {
  expect(frameChanges(undefined, frame(['a', 'b']))).toContain('\x1b[2J\x1b[1;1Ha\x1b[K\x1b[2;1Hb');
  expect(frameChanges(frame(['a'], 10), frame(['a'], 9))).toContain('\x1b[2J\x1b[1;1Ha');
});

test('a line over the whole width erases nothing, as that would be its last character', () => {
  expect(frameChanges(frame(['']), frame(['0123456789']))).toContain('\x1b[1;1H0123456789\x1b[?25l');
});

test('the cursor is shown where a text is edited, and hidden again', () => {
  const editing = { ...frame(['a']), cursor: { row: 0, column: 1 } };
  expect(frameChanges(frame(['a']), editing)).toBe('\x1b[?2026h\x1b[1;2H\x1b[?25h\x1b[?2026l');
  expect(frameChanges(editing, frame(['a']))).toBe('\x1b[?2026h\x1b[?25l\x1b[?2026l');
});

test('a terminal that gets the changes of each frame shows the last one', () => {
  const lines = fc.array(fc.stringMatching(/^[a-z ]{0,10}$/), { maxLength: 6 });
  fc.assert(
    fc.property(fc.array(lines, { minLength: 1, maxLength: 6 }), (frames) => {
      const screen = new ScreenOfText(6);
      let before: Frame | undefined;
      for (const it of frames) {
        const after = frame(it);
        screen.write(frameChanges(before, after));
        before = after;
      }
      const last = frames.at(-1) ?? [];
      expect(screen.rows).toEqual(Array.from({ length: 6 }, (_, row) => last[row] ?? ''));
    }),
  );
});
