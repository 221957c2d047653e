import { expect, test } from 'vitest';
import { aProcess, DESKTOP, SERVER_TREES } from '../../testing/index.ts';

const desktopOf = (argv: readonly string[]) => aProcess(7, 1, argv).desktop;

test.each([
  [['/usr/bin/Xwayland', ':0'], 'alone'],
  [['/usr/share/code/code'], 'alone'],
  [['/opt/google/chrome/chrome'], 'with-children'],
  [['/opt/google/chrome/chrome --type=renderer --lang=de'], 'with-children'],
  [['/usr/bin/python3', '/usr/bin/lutris'], 'with-children'],
  [['/opt/Notes/notes', '--type=gpu-process'], 'alone'],
  [['/opt/Notes/notes --type=renderer --x'], 'alone'],
  [['/opt/Notes/notes', '--type=utility'], null],
  [['python3', 'chrome_trainer.py'], null],
  [['/opt/models/code.py'], null],
])('%j is of the desktop: %s', (argv, desktop) => {
  expect(desktopOf(argv)).toBe(desktop);
});

test('a server is never taken for a desktop program, whatever its name', () => {
  const watch = [{ group: 'mine', pattern: /obs/ }];
  expect(aProcess(7, 1, '/usr/bin/obs', {}, { watch }).identity?.group).toBe('mine');
  for (const { rows } of SERVER_TREES) {
    for (const [, , argv] of rows) expect(aProcess(7, 1, argv).desktop).toBeNull();
  }
});

test('the desktop without servers has such programs', () => {
  expect(DESKTOP.filter((it) => desktopOf(it) !== null).length).toBeGreaterThan(5);
});
