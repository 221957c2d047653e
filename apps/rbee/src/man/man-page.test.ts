import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { manPages } from './man-page.ts';
import { roff } from './roff.ts';

const folder = fileURLToPath(new URL('../../man', import.meta.url));

test('the pages of the manual are those of the table of settings; else run npm run man', () => {
  const pages = manPages();
  expect(readdirSync(folder).sort()).toEqual(pages.map(({ file }) => file).sort());
  for (const { file, text } of pages) expect(readFileSync(`${folder}/${file}`, 'utf8')).toBe(text);
});

test('a page has every option with its variable, its key and its default', () => {
  const { text = '' } = manPages().find(({ file }) => file === 'rbee-queen.1') ?? {};
  expect(text).toContain(
    '.TP\n\\fB\\-\\-port\\fR \\fInumber\\fR\nPort to listen on; 0 for any free port.\nEnvironment: \\fBQUEEN_PORT\\fR.\nConfig file: \\fBqueen.port\\fR.\nDefault: 7833.\n',
  );
  expect(text).toContain('.SH EXAMPLES\n.nf\n  rbee queen ');
});

test('a text is written as itself', () => {
  expect(roff("it's 5-6 \\n\n.TH `a`^~")).toBe('it\\(aqs 5\\-6 \\en\n\\&.TH \\(gaa\\(ga\\(ha\\(ti');
});

const MISSING = spawnSync('mandoc', ['-T', 'lint', '/dev/null']).error !== undefined;

test.skipIf(MISSING)('mandoc, where it is installed, finds nothing wrong', () => {
  const paths = readdirSync(folder).map((file) => `${folder}/${file}`);
  const { stdout } = spawnSync('mandoc', ['-T', 'lint', '-W', 'warning', ...paths], { encoding: 'utf8' });
  // A page that is made of the table has no date of its own.
  expect(stdout.split('\n').filter((line) => line !== '' && !line.includes('missing date'))).toEqual([]);
});

const HAS_MAN = spawnSync('man', ['--version'], { encoding: 'utf8' }).stdout?.startsWith('man 2') ?? false;

test.skipIf(!HAS_MAN)('man, where it is installed, shows a page without a warning', () => {
  const args = ['--warnings', '--encoding=UTF-8', '--local-file', `${folder}/rbee-hive.1`];
  const { stdout, stderr } = spawnSync('man', args, {
    encoding: 'utf8',
    env: { ...process.env, MANWIDTH: '80' },
  });
  expect([stderr, stdout.includes('--queen-url')]).toEqual(['', true]);
});
