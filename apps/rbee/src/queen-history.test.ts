import { type History, type HistoryOptions, HistoryUnavailable } from '@rbee/history';
import { expect, test } from 'vitest';
import { parseCommandLine } from './command-line/index.ts';
import { historyOf } from './queen-history.ts';
import { aMachine } from './testing/a-machine.ts';

const HISTORY: History = {
  append: () => {},
  ask: () => Promise.reject(new Error('This history answers nothing.')),
  info: () => ({ state: 'recording', tiers: [], lost: 0, problems: [] }),
  close: async () => {},
};

/** The history of `rbee queen` with these flags, how it was opened, and what was logged. */
async function opened(flags: readonly string[], open: () => Promise<History> = async () => HISTORY) {
  const line = parseCommandLine(['queen', ...flags], { environment: {}, machine: aMachine(), version: '1' });
  if (line.kind !== 'queen') throw new Error(JSON.stringify(line));
  const options: HistoryOptions[] = [];
  const lines: string[] = [];
  const write = (level: string) => (first: unknown, second?: string) =>
    void lines.push(`${level}: ${second ?? String(first)}`);
  const history = await historyOf(line.settings, {
    log: { info: write('info'), warn: write('warn'), error: write('error') } as never,
    version: '1',
    openHistory: (given) => {
      options.push(given);
      return open();
    },
  });
  return { history, options, lines };
}

test('a queen keeps its past in the state directory, a day of seconds and 2 GiB in all', async () => {
  const { history, options, lines } = await opened([]);
  expect(history).toBe(HISTORY);
  expect(options).toEqual([
    {
      dataFolder: '/var/lib/rbee',
      bounds: {
        '1s': { max_age_ms: 86_400_000, max_bytes: 512 * 2 ** 20 },
        '1m': { max_age_ms: 90 * 86_400_000, max_bytes: 2 ** 30 },
        '15m': { max_age_ms: 365 * 86_400_000, max_bytes: 512 * 2 ** 20 },
      },
      remoteWrite: [],
      version: '1',
    },
  ]);
  expect(lines).toEqual(['info: The history is in /var/lib/rbee.']);
});

test('with --no-history nothing is opened', async () => {
  expect(await opened(['--no-history'])).toEqual({ history: undefined, options: [], lines: [] });
});

test('a folder that cannot be used is one sentence, and the queen runs', async () => {
  const { history, lines } = await opened([], async () => {
    throw new HistoryUnavailable('/var/lib/rbee cannot be made (EACCES): choose another folder with --data.');
  });
  expect(history).toBeUndefined();
  expect(lines).toEqual([
    'warn: The queen keeps no history: /var/lib/rbee cannot be made (EACCES): choose another folder with --data.',
  ]);
});

test('an error of the history itself does not keep the queen from running', async () => {
  const { history, lines } = await opened([], async () => {
    throw new TypeError('a fault');
  });
  expect([history, lines]).toEqual([
    undefined,
    ['error: The queen keeps no history: it could not be opened.'],
  ]);
});

test('[P9] the history gets the stores that samples are sent to, and the log names them', async () => {
  const flags = ['--remote-write', 'http://store:9090/api/v1/write?tenant=planted'];
  const { options, lines } = await opened(flags);
  expect(options[0]?.remoteWrite).toMatchObject([{ name: 'store:9090', url: flags[1] }]);
  expect(lines.at(-1)).toBe('info: The samples are sent to store:9090 by remote write.');
  const failed = await opened(flags, async () => {
    throw new HistoryUnavailable('The folder is gone.');
  });
  expect(failed.lines).toEqual([
    'warn: The queen keeps no history: The folder is gone. Nothing is sent by remote write.',
  ]);
});

test('[P9] remote write without a history is refused', () => {
  const line = parseCommandLine(['queen', '--no-history', '--remote-write', 'http://store/'], {
    ...{ environment: {}, machine: aMachine(), version: '1' },
  });
  expect(line).toEqual({
    kind: 'wrong',
    sentence:
      'rbee queen: remote write sends what is in the history; leave out --no-history or --remote-write.',
  });
});
