import { expect, test } from 'vitest';
import { createLines } from '../testing/index.ts';
import { createDeliveryLog } from './delivery-log.ts';

const setUp = () => {
  const backlog = { count: 0, dropped: 5 };
  const log = createLines();
  return { backlog, lines: log.lines, delivery: createDeliveryLog(log, 'http://queen:7833', () => backlog) };
};

test('the first and every tenth failure in a row, and the recovery', () => {
  const { backlog, lines, delivery } = setUp();
  for (let failure = 1; failure <= 25; failure += 1) {
    backlog.count += 1;
    delivery.failed('ECONNREFUSED');
  }
  backlog.dropped += 2;
  delivery.sent();
  delivery.sent();
  expect(lines).toEqual([
    'warn: The queen at http://queen:7833 did not take a heartbeat (ECONNREFUSED); heartbeats are kept and sent later.',
    'warn: The queen at http://queen:7833 did not take a heartbeat (ECONNREFUSED), the 10th failure in a row; 10 waiting, 0 dropped so far.',
    'warn: The queen at http://queen:7833 did not take a heartbeat (ECONNREFUSED), the 20th failure in a row; 20 waiting, 0 dropped so far.',
    'info: The queen at http://queen:7833 takes heartbeats again after 25 failures: 25 waiting, 2 dropped so far.',
  ]);
});

test('refusals are counted the same way', () => {
  const { lines, delivery } = setUp();
  for (let refusal = 1; refusal <= 9; refusal += 1) delivery.refused('422 hive_id must be a string');
  expect(lines).toEqual([
    'warn: The queen at http://queen:7833 refused a heartbeat (422 hive_id must be a string); it is dropped.',
  ]);
});
