import fc from 'fast-check';
import { expect, test } from 'vitest';
import { captured } from '../../testing/index.ts';
import { parseProcessStat } from './process-texts.ts';

test('reads the captured line of a busy process', () => {
  expect(parseProcessStat(captured('process-stat.txt'))).toEqual({
    command: 'MainThread',
    parentPid: 10432,
    session: 3267,
    alive: true,
    leaderless: false,
    cpuTicks: 67 + 89,
    reapedTicks: 0,
    startTicks: 241714,
    stackStart: '140727602262032',
  });
});

test('a name with spaces, parentheses and a line break ends at the last parenthesis', () => {
  const stat = parseProcessStat(captured('process-stat-awkward-name.txt'));
  expect(stat).toMatchObject({ command: 'a) S 1 (b\nc', parentPid: 10432, startTicks: 241700, cpuTicks: 6 });
});

test('kernel threads and processes that have ended are not alive', () => {
  expect(parseProcessStat(captured('process-stat-kernel-thread.txt'))?.alive).toBe(false);
  expect(parseProcessStat(captured('process-stat-zombie.txt'))?.alive).toBe(false);
});

test('a process whose first thread has ended is alive while other threads run', () => {
  const line = (state: string, threads: number) =>
    parseProcessStat(
      `7 (x) ${state} 3 1 12 0 -1 4194304 0 0 0 0 5 0 0 0 20 0 ${threads} 0 9 0 0 0 0 0 0 0\n`,
    );
  expect(line('Z', 3)).toMatchObject({ alive: true, leaderless: true });
  expect(line('Z', 1)).toMatchObject({ alive: false, leaderless: false });
  expect(line('S', 3)).toMatchObject({ alive: true, leaderless: false });
});

test('any process name and any times are parsed exactly', () => {
  const ticks = fc.nat({ max: 2 ** 31 - 1 });
  fc.assert(
    fc.property(fc.string(), ticks, ticks, ticks, ticks, (command, user, system, reaped, start) => {
      const line = `7 (${command}) S 3 1 12 0 -1 4194304 0 0 0 0 ${user} ${system} ${reaped} 3 20 0 1 0 ${start} 0 0 0 0 0 9 0\n`;
      expect(parseProcessStat(line)).toEqual({
        command,
        parentPid: 3,
        session: 12,
        alive: true,
        leaderless: false,
        cpuTicks: user + system,
        reapedTicks: reaped + 3,
        startTicks: start,
        stackStart: '9',
      });
    }),
  );
});

test('a stat line that is cut short gives null or correct figures', () => {
  const line = captured('process-stat.txt');
  for (let length = 0; length < line.length; length += 1) {
    const stat = parseProcessStat(line.slice(0, length));
    expect(stat === null || (stat.cpuTicks === 156 && stat.startTicks === 241714)).toBe(true);
  }
});
