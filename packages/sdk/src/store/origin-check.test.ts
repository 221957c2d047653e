import { aQueenHeartbeat } from '@rbee/contract/builders';
import { expect, test } from 'vitest';
import { frameText, openStore, pass, useFakeTime } from '../testing/index.ts';

useFakeTime();

const BEAT = frameText(aQueenHeartbeat({ hive_ids: ['a', 'b'] }), '1');

const FOREIGN =
  'http://queen/rbee sends an event stream without the events of a queen; is it the address of a queen?';
const foreignFrame = 'event: message\ndata: {"price":1}\n\n';

test.each([
  ['unknown names', foreignFrame],
  ["data that is not a queen's", 'event: heartbeat\ndata: {"ok":true}\n\n'],
  ['no names', 'data: tick\n\n'],
])(
  'three frames with %s and no event of a queen: the reason is told, and the attempts go on',
  async (_, frame) => {
    const { queen, send, store } = openStore();
    store.subscribe(() => {});
    await send(frame, frame);
    expect(store.getState().connection).toMatchObject({ state: 'connecting', error: null });
    await send(frame);
    expect(store.getState().connection).toMatchObject({ state: 'offline', error: FOREIGN, retryAt: 125 });
    expect(queen.last().signal.aborted).toBe(true);
    await pass(125);
    await send(BEAT, frame, frame, frame, frame);
    expect(store.getState().connection).toMatchObject({ state: 'live', error: null });
  },
);

test("a stream that brings only comments is told to be no queen's after 20 s", async () => {
  const { send, store } = openStore();
  store.subscribe(() => {});
  for (let time = 0; time < 4; time += 1) {
    await send(': ping\n\n');
    await pass(5_000);
  }
  expect(store.getState().connection.state).toBe('connecting');
  await send(': ping\n\n');
  expect(store.getState().connection).toMatchObject({ state: 'offline', error: FOREIGN });
});

test('a watcher that resumes is given 20 s, as a later queen may have many events of unknown names for it', async () => {
  const { queen, send, store } = openStore();
  store.subscribe(() => {});
  await send(BEAT);
  queen.last().end();
  await pass(125);
  await send(foreignFrame, foreignFrame, foreignFrame, foreignFrame);
  await send(BEAT);
  expect(store.getState().connection).toMatchObject({ state: 'live', error: null });
  expect(queen.connections).toHaveLength(2);
});
