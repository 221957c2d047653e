import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@rbee/hive';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { tellSystemd } from './service.ts';
import { rbee } from './testing/real-program.ts';

function aService(environment: Record<string, string> = {}, notify?: (line: string) => Promise<void>) {
  const [told, said] = [[] as string[], [] as string[]];
  const stop = new AbortController();
  tellSystemd({
    environment,
    clock: systemClock,
    stop: stop.signal,
    say: (sentence) => said.push(sentence),
    pid: 7,
    notify:
      notify ??
      (async (line) => {
        told.push(line);
      }),
  });
  return { told, said, stop };
}

describe('with timers of the test', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('systemd is told of the start and of the end, and nothing between without a watchdog', async () => {
    const { told, stop } = aService();
    await vi.advanceTimersByTimeAsync(600_000);
    stop.abort();
    expect(told).toEqual(['READY=1', 'STOPPING=1']);
  });

  test('a watchdog is told at half of its time that the program runs', async () => {
    const { told } = aService({ WATCHDOG_USEC: '30000000', WATCHDOG_PID: '7' });
    await vi.advanceTimersByTimeAsync(45_000);
    expect(told).toEqual(['READY=1', 'WATCHDOG=1', 'WATCHDOG=1', 'WATCHDOG=1']);
  });

  test.each([
    { WATCHDOG_USEC: '30000000', WATCHDOG_PID: '8' },
    { WATCHDOG_USEC: 'soon' },
    { WATCHDOG_USEC: '-1' },
  ])('no timer is set for a watchdog of another process or without a time: %o', ({ ...environment }) => {
    aService(environment as Record<string, string>);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('one sentence says that systemd cannot be told, and what to do', async () => {
    const failing = async (): Promise<void> => {
      throw new Error('spawn systemd-notify ENOENT');
    };
    const { said } = aService({ WATCHDOG_USEC: '1000000' }, failing);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(said).toEqual([
      'systemd cannot be told "READY=1": Error: spawn systemd-notify ENOENT. Use Type=exec without WatchdogSec= in the unit.',
    ]);
  });
});

test('a real queen in a unit of Type=notify tells systemd once it listens, and before it stops', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rbee-notify-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [program, lines] = [join(folder, 'systemd-notify'), join(folder, 'lines')];
  writeFileSync(program, `#!/bin/sh\necho "$@" >> '${lines}'\n`);
  chmodSync(program, 0o755);
  writeFileSync(lines, '');
  const env = { NOTIFY_SOCKET: '/run/none', PATH: `${folder}:/bin:/usr/bin` };
  const queen = rbee(['queen', '--no-config', '--port', '0'], env);
  const told = (): string => readFileSync(lines, 'utf8');
  await vi.waitUntil(() => told().includes('READY=1'), { timeout: 20_000 });
  expect(queen.output.err + queen.output.out).toContain('The queen listens on');
  queen.process.kill('SIGTERM');
  expect(await queen.exited).toBe(0);
  expect(told()).toBe('READY=1\nSTOPPING=1\n');
}, 30_000);
