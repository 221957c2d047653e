import { connect } from 'node:net';
import { aHeartbeat, aWorker } from '@rbee/contract/builders';
import { expect, onTestFinished, test, vi } from 'vitest';
import { aListeningQueen, type ListeningQueen, RawConnection } from '../testing/index.ts';

const STREAM = 'GET /v1/heartbeats/stream HTTP/1.1\r\nHost: localhost\r\n\r\n';
const LIMITS = { watcherBufferBytes: 64 * 1024, ringBytes: 64 * 1024 };
const WORKERS = Array.from({ length: 16 }, (_, n) => aWorker({ instance: `${n}`, model: 'x'.repeat(500) }));
const SAMPLE_BYTES = JSON.stringify(WORKERS).length + 500;
/** More than the kernel buffers for a connection that is not read. */
const MOST_SAMPLES = 20_000;
const LONGEST_MS = 60_000;
const WAITING = { timeout: 20_000, interval: 5 };

/** A hive, and a watcher that reads each sample before the next is posted. */
async function aWatchedHive(queen: ListeningQueen) {
  const watcher = await queen.watch();
  await watcher.take(2);
  const seen: unknown[] = [];
  const readSample = async (): Promise<void> => {
    const { data } = (await watcher.take(1))[0] ?? {};
    if (data?.['type'] === 'hive_telemetry') seen.push(data['seq']);
    else await readSample();
  };
  return {
    /** Sequence numbers of the samples that the watcher received. */
    seen,
    beat: async (): Promise<void> => {
      await queen.post({ ...aHeartbeat({ workers: WORKERS }), boot_id: 'b', seq: seen.length });
      await readSample();
    },
  };
}

/** A watcher that reads one byte at each call of `byte`. */
function aByteReader(port: number) {
  let got = (): void => {};
  const callback = (): boolean => {
    got();
    return false;
  };
  const socket = connect({ port, host: '127.0.0.1', onread: { buffer: new Uint8Array(1), callback } });
  onTestFinished(() => {
    socket.destroy();
  });
  socket.pause();
  socket.write(STREAM);
  return {
    socket,
    byte: (): Promise<void> =>
      new Promise((resolve) => {
        got = resolve;
        socket.resume();
      }),
  };
}

/** A watcher that has received the first event. */
async function aWatcher(port: number): Promise<RawConnection> {
  const connection = await RawConnection.open(port);
  await connection.say(STREAM);
  await connection.hears(/"type":"queen"/);
  return connection;
}

const inOrder = (count: number): number[] => Array.from({ length: count }, (_, seq) => seq);

test(
  '[S6] a watcher that reads very slowly uses at most its buffer, and another watcher gets everything',
  async () => {
    const queen = await aListeningQueen(LIMITS);
    const hive = await aWatchedHive(queen);
    const slow = aByteReader(queen.port);
    await slow.byte();
    expect(await queen.metric('rbee_stream_watchers')).toBe(2);
    let bytes = 1;
    let most = 0;
    const beats = async (): Promise<void> => {
      for (let turn = 0; turn < 50; turn += 1) await hive.beat();
      await slow.byte();
      bytes += 1;
      most = Math.max(most, (await queen.metric('rbee_stream_unsent_bytes')) ?? 0);
    };
    while (most === 0 && hive.seen.length < MOST_SAMPLES) await beats();
    const before = hive.seen.length;
    while (hive.seen.length < before + 1_500) await beats();
    expect(most).toBeGreaterThan(LIMITS.watcherBufferBytes / 2);
    expect(most).toBeLessThan(LIMITS.watcherBufferBytes + 2 * SAMPLE_BYTES);
    expect(slow.socket.bytesRead).toBe(bytes);
    expect(await queen.metric('rbee_stream_lags_total')).toBeGreaterThan(0);
    expect(await queen.metric('rbee_stream_watchers')).toBe(2);
    expect(hive.seen).toEqual(inOrder(hive.seen.length));
  },
  LONGEST_MS,
);

test(
  '[S6] after 500 watchers disconnect at once, no state remains, and another watcher gets everything',
  async () => {
    const queen = await aListeningQueen(LIMITS);
    const hive = await aWatchedHive(queen);
    const slow = await Promise.all(inOrder(3).map(() => aWatcher(queen.port)));
    for (const { socket } of slow) socket.pause();
    const behind = () => queen.metric('rbee_stream_watchers_behind');
    while ((await behind()) !== slow.length && hive.seen.length < MOST_SAMPLES) await hive.beat();
    expect(await queen.metric('rbee_stream_unsent_bytes')).toBeGreaterThan(0);
    const quick = await Promise.all(inOrder(500 - slow.length).map(() => aWatcher(queen.port)));
    await hive.beat();
    expect(await queen.metric('rbee_stream_watchers')).toBe(501);
    for (const [index, { socket }] of [...slow, ...quick].entries()) {
      if (index % 2 === 0) socket.destroy();
      else socket.resetAndDestroy();
    }
    for (let turn = 0; turn < 20; turn += 1) await hive.beat();
    await vi.waitUntil(async () => (await queen.metric('rbee_stream_watchers')) === 1, WAITING);
    await hive.beat();
    await vi.waitUntil(async () => (await queen.metric('rbee_stream_unsent_bytes')) === 0, WAITING);
    expect(await queen.metric('rbee_stream_disconnects_total{reason="hung_up"}')).toBe(500);
    expect(hive.seen).toEqual(inOrder(hive.seen.length));
  },
  LONGEST_MS,
);
