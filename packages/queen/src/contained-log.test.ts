import { aHeartbeat, aWorker } from '@rbee/contract/builders';
import { expect, test, vi } from 'vitest';
import { aListeningQueen, aLog, aQueen, RawConnection } from './testing/index.ts';

/** A log whose destination fails while `fault` has a code. */
function failingLog(code: string) {
  const state = { fault: code };
  const log = aLog(undefined, () => {
    if (state.fault !== '') throw Object.assign(new Error(state.fault), { code: state.fault });
  });
  return { state, ...log };
}

test.each(['ENOSPC', 'EPIPE', 'EIO'])(
  'a log that fails with %s costs its lines: heartbeats are taken, hives go down, the lines are counted',
  async (fault) => {
    const { state, lines, logger } = failingLog(fault);
    const { app, post, get, advance, metric } = await aQueen({ logger, logLinesLost: () => 100 });
    const accepted = await post(aHeartbeat({ workers: [aWorker()] }));
    expect([accepted.statusCode, accepted.json()['status']]).toEqual([200, 'ok']);
    expect(await get('/v1/hives/hive-gpu-1')).toMatchObject({ health: 'healthy', workers: [{ pid: 12345 }] });
    expect((await app.inject({ method: 'POST', url: '/v1/hive-heartbeat' })).statusCode).toBe(415);
    advance(10_250);
    expect(await get('/v1/hives/hive-gpu-1')).toMatchObject({ health: 'down' });
    // One refused heartbeat, and the hive's way: up, degraded, down.
    expect(await metric('rbee_log_lines_lost_total')).toBe(104);
    state.fault = '';
    await post(aHeartbeat({ timestamp: '2025-10-30T20:16:30Z' }));
    expect(lines).toEqual(['hive up']);
  },
);

test.each([
  ['the limit', 2],
  ['the share of its address', 8],
])(
  'a connection beyond %s is closed also if the line about it cannot be written',
  async (_what, maxConnections) => {
    const { logger } = failingLog('ENOSPC');
    const { port, metric } = await aListeningQueen({ maxConnections, logger });
    const open = await Promise.all(Array.from({ length: 5 }, () => RawConnection.open(port)));
    await vi.waitUntil(() => open.some(({ socket }) => socket.destroyed), { interval: 5 });
    for (const { socket } of open) socket.destroy();
    await vi.waitUntil(async () => ((await metric('rbee_log_lines_lost_total')) ?? 0) > 0, { interval: 5 });
  },
);
