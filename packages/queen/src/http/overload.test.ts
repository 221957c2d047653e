import { aHeartbeat } from '@rbee/contract/builders';
import { expect, test } from 'vitest';
import { aQueen } from '../testing/index.ts';

test('[H5] while the event loop is late, heartbeats are refused with 503 and Retry-After, and reads are answered', async () => {
  const queen = await aQueen({ random: () => 0.5 });
  queen.advance(500);
  expect((await queen.post(aHeartbeat())).statusCode).toBe(200);
  queen.clock.move(2_000);
  queen.advance(250);
  const answer = await queen.app.inject({
    ...{ method: 'POST', url: '/v1/hive-heartbeat', headers: { 'content-type': 'application/json' } },
    payload: JSON.stringify(aHeartbeat()),
  });
  expect([answer.statusCode, answer.json().code, answer.headers['retry-after']]).toEqual([
    503,
    'overloaded',
    '6',
  ]);
  expect((await queen.app.inject('/v1/hives')).statusCode).toBe(200);
  expect(await queen.metric('rbee_overloaded')).toBe(1);
  queen.advance(1_000);
  expect((await queen.post(aHeartbeat())).statusCode).toBe(200);
  expect(await queen.metric('rbee_overloaded')).toBe(0);
});
