import { expect, test } from 'vitest';
import { DeliveryLog } from './log.ts';
import { createLines } from './testing/index.ts';

const setUp = () => {
  const backlog = { count: 0, dropped: 5 };
  const log = createLines();
  const said = { hasToken: true, told: 0 };
  const delivery = new DeliveryLog(log, {
    queen: 'http://queen:7833',
    backlog,
    hasToken: () => said.hasToken,
    onFirst: () => {
      said.told += 1;
    },
  });
  return { backlog, said, lines: log.lines, delivery };
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
  const { said, delivery } = setUp();
  delivery.failed('ECONNREFUSED');
  expect(said.told).toBe(0);
  delivery.sent();
  delivery.sent();
  expect(said.told).toBe(1);
});

test('[A3] a hive that is let in no more says so once, again when the reason changes, and after it was let in', () => {
  const { said, lines, delivery } = setUp();
  said.hasToken = false;
  for (let n = 0; n < 3; n += 1) delivery.denied('401 Show a valid token', 'token');
  said.hasToken = true;
  for (let n = 0; n < 3; n += 1) delivery.denied('401 Show a valid token', 'token');
  delivery.failed('ECONNREFUSED');
  for (let n = 0; n < 3; n += 1) delivery.denied('403 The token belongs to b', 'wrong_hive');
  delivery.denied('answered 403', 'other');
  delivery.sent();
  delivery.denied('answered 403', 'other');
  const what = 'Run `rbee invite` on the machine of the queen, and start the hive with what it prints';
  const queen = 'The queen at http://queen:7833';
  expect(lines).toEqual([
    `warn: ${queen} does not accept this hive: it has no token (401 Show a valid token). Heartbeats are kept. ${what}.`,
    `warn: ${queen} does not accept this hive: its token is not valid (401 Show a valid token). Heartbeats are kept. ${what}.`,
    `warn: ${queen} does not accept this hive: its token belongs to another hive (403 The token belongs to b). Heartbeats are kept. ${what}: each hive needs a token of its own.`,
    `warn: ${queen} does not accept this hive: a proxy does not let it through (answered 403). Heartbeats are kept. Let it in there by its address.`,
    `info: ${queen} accepts heartbeats again after 11 failures: 0 waiting, 0 dropped so far.`,
    `warn: ${queen} does not accept this hive: a proxy does not let it through (answered 403). Heartbeats are kept. Let it in there by its address.`,
  ]);
});
