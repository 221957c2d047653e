import { expect, test } from 'vitest';
import { DeliveryLog } from './log.ts';
import { createLines } from './testing/index.ts';

const setUp = () => {
  const backlog = { count: 0, dropped: 5 };
  const log = createLines();
  return { backlog, lines: log.lines, delivery: new DeliveryLog(log, 'http://queen:7833', backlog) };
};

test('the first, the tenth and every hundredth failure in a row are logged, and the recovery', () => {
  const { backlog, lines, delivery } = setUp();
  for (let failure = 1; failure <= 250; failure += 1) {
    backlog.count += 1;
    delivery.failed('ECONNREFUSED');
  }
  backlog.dropped += 2;
  delivery.sent();
  delivery.sent();
  expect(lines).toEqual([
    'warn: Could not send a heartbeat to the queen at http://queen:7833 (ECONNREFUSED); heartbeats are kept and sent later.',
    'warn: Could not send a heartbeat to the queen at http://queen:7833 (ECONNREFUSED), the 10th failure in a row; 10 waiting, 0 dropped so far.',
    'warn: Could not send a heartbeat to the queen at http://queen:7833 (ECONNREFUSED), the 100th failure in a row; 100 waiting, 0 dropped so far.',
    'warn: Could not send a heartbeat to the queen at http://queen:7833 (ECONNREFUSED), the 200th failure in a row; 200 waiting, 0 dropped so far.',
    'info: The queen at http://queen:7833 accepts heartbeats again after 250 failures: 250 waiting, 2 dropped so far.',
  ]);
});

test('refusals are counted the same way', () => {
  const { lines, delivery } = setUp();
  for (let refusal = 1; refusal <= 9; refusal += 1) delivery.refused('422 hive_id must be a string');
  expect(lines).toEqual([
    'warn: The queen at http://queen:7833 refused a heartbeat (422 hive_id must be a string); the heartbeat is dropped.',
  ]);
});

test('a known error code comes with its meaning and what to do', () => {
  const { lines, delivery } = setUp();
  delivery.failed('DEPTH_ZERO_SELF_SIGNED_CERT');
  expect(lines[0]).toContain('DEPTH_ZERO_SELF_SIGNED_CERT: its certificate is not trusted');
});

test('the first delivery is told once', () => {
  let told = 0;
  const delivery = new DeliveryLog(createLines(), 'http://queen:7833', { count: 0, dropped: 0 }, () => {
    told += 1;
  });
  delivery.failed('ECONNREFUSED');
  expect(told).toBe(0);
  delivery.sent();
  delivery.sent();
  expect(told).toBe(1);
});
