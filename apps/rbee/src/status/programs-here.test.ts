import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { programOf, programsHere } from './programs-here.ts';

test.each([
  ['node /usr/lib/node_modules/rbee/bin/rbee.mjs hive --hive-id gpu-1', { command: 'hive', hiveId: 'gpu-1' }],
  ['/usr/bin/node --max-semi-space-size=1 /usr/bin/rbee hive --hive-id=a', { command: 'hive', hiveId: 'a' }],
  ['rbee queen --port 1', { command: 'queen', hiveId: undefined }],
  ['/opt/rbee up', { command: 'up', hiveId: undefined }],
  ['rbee run --group g -- server --hive-id x', { command: 'run', hiveId: undefined }],
])('%s is a program of this project', (line, program) => {
  expect(programOf(line.split(' '))).toEqual(program);
});

test.each(['node server.mjs hive', 'rbee --help', 'grep rbee queen.log', 'vim rbee', 'llama-server -m rbee'])(
  '%s is none',
  (line) => {
    expect(programOf(line.split(' '))).toBeUndefined();
  },
);

/** A `/proc` with one queen, whose sockets are in the form of proc_net_tcp (proc(5)). */
function aProc(): string {
  const root = mkdtempSync(join(tmpdir(), 'rbee-proc-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const pid of ['7', '8', '9']) mkdirSync(join(root, pid));
  mkdirSync(join(root, 'self'));
  writeFileSync(join(root, '7/cmdline'), 'node\0/x/rbee.mjs\0queen\0--port\x000\0');
  writeFileSync(join(root, '8/cmdline'), 'sh\0');
  writeFileSync(join(root, '9/cmdline'), 'rbee\0hive\0--hive-id\0gpu-1\0');
  for (const folder of ['7/fd', '7/net']) mkdirSync(join(root, folder));
  symlinkSync('socket:[42]', join(root, '7/fd/3'));
  symlinkSync('/dev/null', join(root, '7/fd/0'));
  const row = (address: string, state: string, inode: number) =>
    `   0: ${address} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 ${inode} 1 0 100 0\n`;
  writeFileSync(
    join(root, '7/net/tcp'),
    `  sl  local_address ...\n${row('0100007F:1E99', '0A', 42)}${row('0100007F:1E9A', '01', 42)}${row('0100007F:1E9B', '0A', 43)}`,
  );
  return root;
}

test('programs are found with the ports that they listen on, where those can be seen', async () => {
  expect(await programsHere(aProc(), 1)).toEqual([
    { pid: 7, command: 'queen', hiveId: undefined, ports: [7_833] },
    { pid: 9, command: 'hive', hiveId: 'gpu-1', ports: undefined },
  ]);
});

test('the program itself is none of them, and without /proc nothing is known', async () => {
  expect((await programsHere(aProc(), 7))?.map(({ pid }) => pid)).toEqual([9]);
  expect(await programsHere('/nowhere', 1)).toBeUndefined();
});
