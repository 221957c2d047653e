import { expect, test } from 'vitest';
import type { RegistryEvent } from '../registry/index.ts';
import { FleetLog } from './fleet-log.ts';

const event = (type: string, kind = 'hive') => ({ kind, event: { type } }) as unknown as RegistryEvent;

/** A log, its clock, and the lines since the last call: the text of an event, or the numbers of those that were summed up. */
function aLog() {
  const clock = { ms: 0 };
  const lines: unknown[] = [];
  const info = (fields: { counts?: object }, line: string) => lines.push(fields.counts ?? line);
  const log = new FleetLog({ info } as never, () => clock.ms);
  return { log, clock, read: () => lines.splice(0) };
}

test('ten thousand hives that come and go leave twenty lines and one with their numbers', () => {
  const { log, clock, read } = aLog();
  for (let number = 0; number < 10_000; number += 1) {
    log.event(event('up'));
    log.event(event('started', 'worker'));
    if (number % 2 === 0) log.event(event('down'));
  }
  expect(read()).toHaveLength(20);
  clock.ms = 9_999;
  log.tick();
  expect(read()).toEqual([]);
  clock.ms = 10_000;
  log.tick();
  expect(read()).toEqual([{ 'hive up': 9_992, 'hive down': 4_996, 'worker started': 9_992 }]);
});

test('few events have a line each, and the next ten seconds begin anew', () => {
  const { log, clock, read } = aLog();
  for (let number = 0; number < 21; number += 1) log.event(event('up'));
  expect(read()).toHaveLength(20);
  clock.ms = 10_000;
  log.event(event('down'));
  expect(read()).toEqual([{ 'hive up': 1 }, 'hive down']);
  log.flush();
  expect(read()).toEqual([]);
});

test('a queen that stops says what it has not logged yet', () => {
  const { log, read } = aLog();
  for (let number = 0; number < 22; number += 1) log.event(event('up'));
  read();
  log.flush();
  expect(read()).toEqual([{ 'hive up': 2 }]);
});
