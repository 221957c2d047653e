/**
 * Drives the real `rbee top` in tmux, on small and large terminals, with a simulated fleet: keys, filter, sizes, colours,
 * Ctrl-Z, and that the terminal is afterwards what it was. `npm run test:terminal`; needs tmux.
 */
import { ok } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { endAll, startFleet } from '../e2e/program.ts';
import { RBEE, Tmux } from './tmux.ts';

const HIVES = 12;

if (spawnSync('tmux', ['-V']).error) {
  process.stderr.write('tmux is not installed; on Debian: apt-get install tmux\n');
  process.exit(1);
}

const url = await startFleet(HIVES, '--no-history', '--no-config');
try {
  for (const [columns, rows] of [
    [80, 24],
    [200, 60],
  ] as const)
    await drive(columns, rows);
  process.stdout.write('rbee top works in tmux.\n');
} finally {
  await endAll();
}

async function drive(columns: number, rows: number): Promise<void> {
  const tmux = new Tmux(`${columns}`, columns, rows);
  try {
    await tmux.until('a prompt', (it) => it.startsWith('$'));
    tmux.type('echo what was before\n');
    await tmux.until('the shell', (it) => /^what was before$/m.test(it));
    const before = tmux.screen();
    tmux.type(`'${process.execPath}' '${RBEE}' top --queen-url ${url}\n`);
    const all = await tmux.until('the fleet', (it) => it.includes(`${HIVES} reporting`));
    ok(all.split('\n').every((line) => [...line].length <= columns));
    ok(/38;5;\d+m/.test(tmux.screen(true)), 'tmux has 256 colours');
    await keys(tmux);
    await sizes(tmux, { columns, rows });
    tmux.press('C-z');
    await tmux.until('the shell', (it) => it.includes('Stopped') && it.includes('what was before'));
    tmux.type('fg\n');
    await tmux.until('the fleet again', (it) => it.startsWith('rbee top'));
    tmux.press('q');
    const after = await tmux.until(
      'the shell',
      (it) => it.includes('what was before') && !it.includes('reporting'),
    );
    ok(after.startsWith(before.trimEnd().split('\n')[0] ?? ''));
    tmux.type(`clear; NO_COLOR=1 '${process.execPath}' '${RBEE}' top --queen-url ${url}\n`);
    await tmux.until('the fleet', (it) => it.includes(`${HIVES} reporting`));
    ok(!/\[(?:\d+;)*(?:3[0-7]|38|9[0-7])[;m]/.test(tmux.screen(true)), 'NO_COLOR: no colours');
    tmux.press('C-c');
    await tmux.until('the shell', (it) => !it.includes('reporting'));
  } finally {
    tmux.end();
  }
}

async function keys(tmux: Tmux): Promise<void> {
  tmux.press('Tab');
  await tmux.until('the hives', (it) => /^reporting +sim-1-00001/m.test(it));
  tmux.press('Tab');
  tmux.press('/');
  tmux.type('state:bsy');
  await tmux.until('what is wrong', (it) => /^ +\^{9}$/m.test(it) && it.includes('states are busy, idle'));
  tmux.press('C-u');
  tmux.type('hive:00003');
  tmux.press('Enter');
  await tmux.until('one hive', (it) => it.includes('8 workers found') && !it.includes('sim-1-00004'));
  tmux.press('Escape');
  await tmux.until('all', (it) => it.includes(`of ${HIVES * 8} workers`));
  tmux.press('G');
  await tmux.until('the last row', (it) => it.includes(`-${HIVES * 8} of ${HIVES * 8}`));
  tmux.press('?');
  await tmux.until('the help', (it) => it.includes('reverse the order'));
  tmux.press('?');
  await tmux.until('the table', (it) => it.includes('STATE'));
}

async function sizes(tmux: Tmux, { columns, rows }: { columns: number; rows: number }): Promise<void> {
  tmux.resize(60, 12);
  const isSmall = (it: string) => it.split('\n').every((line) => line.length <= 60);
  await tmux.until('a small table', (it) => it.startsWith('rbee top') && it.includes('STATE') && isSmall(it));
  tmux.resize(columns, rows);
  await tmux.until('the whole table', (it) => it.includes('TOK/S'));
}
