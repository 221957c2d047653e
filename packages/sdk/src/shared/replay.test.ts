import { aQueenHeartbeat, aTelemetry } from '@rbee/contract/builders';
import { expect, test } from 'vitest';
import { DeltaDecoder, decodeFrame, MAX_HIVES, MAX_SAMPLE_CHARS, SampleLimits } from '../samples/index.ts';
import { applyEvents, EMPTY_FLEET, type Fleet } from '../store/fleet.ts';
import { FrameReader } from '../stream/index.ts';
import { frameText } from '../testing/index.ts';
import { Replay } from './replay.ts';

const timestamp = '2025-10-30T20:15:30Z';
const framesOf = (text: string) => new FrameReader().read(new TextEncoder().encode(text)).frames;

/** A page that has read that text of the stream. */
class Page {
  readonly #deltas = new DeltaDecoder(
    new SampleLimits({ maxHives: MAX_HIVES, maxSampleChars: MAX_SAMPLE_CHARS }),
  );
  fleet: Fleet = EMPTY_FLEET;
  lastId = '';

  read(text: string): this {
    for (const frame of framesOf(text)) {
      this.lastId = frame.id ?? this.lastId;
      const decoded = decodeFrame(frame, this.#deltas);
      expect(['event', 'ignored']).toContain(decoded.kind);
      if (decoded.kind === 'event') this.fleet = applyEvents(this.fleet, [decoded.event]);
    }
    return this;
  }
}

function add(replay: Replay, ...texts: string[]): void {
  for (const frame of framesOf(texts.join(''))) expect(replay.add(frame)).not.toBeNull();
}

const wholeText = (hive_id: string, id: string, seq: number, step = 0) =>
  frameText(JSON.stringify({ ...aTelemetry({ hive_id, seq }), step }), id, 'delta');
/** A change of `seq`, which is the last leaf. */
const changeText = (hive_id: string, id: string, step: number) =>
  frameText(JSON.stringify({ type: 'delta', hive_id, step, changes: [15, 1] }), id, 'delta');
const hiveText = (type: 'down' | 'forgotten', hive_id: string, id: string) =>
  frameText({ type, hive_id, timestamp, last_update: timestamp } as { type: string }, id);

test('[S11] a page that joins gets the present sample of every hive, and the next changes fit to it', () => {
  const replay = new Replay();
  const beat = frameText(aQueenHeartbeat({ hive_ids: ['a', 'b'] }), 'q-1');
  add(replay, beat, wholeText('a', 'q-2', 1), wholeText('b', 'q-3', 5), changeText('a', 'q-4', 1));
  const page = new Page().read(replay.since(''));
  expect(page.lastId).toBe('q-4');
  expect(page.fleet.queen?.hive_ids).toEqual(['a', 'b']);
  expect(page.fleet.hives.map(({ hive_id, seq }) => [hive_id, seq])).toEqual([
    ['a', 2],
    ['b', 5],
  ]);
  page.read(changeText('a', 'q-5', 2) + changeText('b', 'q-6', 1));
  expect(page.fleet.hives.map(({ seq }) => seq)).toEqual([3, 6]);
});

test('[S4] without changes a page that joins gets the last telemetry', () => {
  const replay = new Replay();
  add(
    replay,
    frameText(aTelemetry({ hive_id: 'a', seq: 1 }), '1'),
    frameText(aTelemetry({ hive_id: 'a', seq: 2 }), '2'),
  );
  expect(new Page().read(replay.since('')).fleet.hives).toMatchObject([{ hive_id: 'a', seq: 2 }]);
});

test('[S10] a page that joins knows a hive that went down after its last sample, and none that was forgotten', () => {
  const replay = new Replay();
  add(replay, wholeText('a', '1', 1), wholeText('b', '2', 1), wholeText('c', '3', 1));
  add(replay, hiveText('down', 'a', '4'), hiveText('forgotten', 'b', '5'), hiveText('down', 'c', '6'));
  add(replay, wholeText('c', '7', 2, 1));
  const { hives } = new Page().read(replay.since('')).fleet;
  expect(hives.map(({ hive_id, health }) => [hive_id, health])).toEqual([
    ['a', 'down'],
    ['c', 'healthy'],
  ]);
});

test('[S5] a page that comes back gets exactly the frames that it missed', () => {
  const replay = new Replay();
  const texts = [wholeText('a', '1', 1), changeText('a', '2', 1), hiveText('down', 'a', '3')];
  add(replay, ...texts);
  expect(replay.since('1')).toBe(texts.slice(1).join(''));
  expect(replay.since('3')).toBe('');
});

test('[S5] a page with an id that is not known any more gets a reset and the whole state', () => {
  const replay = new Replay();
  const filler = 'x'.repeat(300_000);
  add(replay, wholeText('a', '1', 1), wholeText('gone', '2', 1));
  const page = new Page().read(replay.since(''));
  for (let id = 3; id < 9; id += 1)
    add(replay, frameText({ type: 'later', filler } as { type: string }, `${id}`, 'later'));
  add(replay, hiveText('forgotten', 'gone', '9'));
  const texts = replay.since('2');
  expect(framesOf(texts)[0]?.event).toBe('reset');
  expect(page.read(texts).fleet.hives.map(({ hive_id }) => hive_id)).toEqual(['a']);
});

test('[S5] a page that comes back before anything is known again keeps what it knows', () => {
  const replay = new Replay();
  const page = new Page().read(wholeText('a', 'q-1', 1));
  page.read(replay.since(page.lastId));
  expect(page.fleet.hives.map(({ hive_id }) => hive_id)).toEqual(['a']);
});

test('[S5] a reset of the queen removes the hives that it does not list', () => {
  const replay = new Replay();
  add(replay, wholeText('a', '1', 1), wholeText('b', '2', 1));
  add(
    replay,
    frameText({ type: 'reset', hive_ids: ['b'], timestamp } as { type: string }, '3'),
    wholeText('b', '4', 7),
  );
  expect(new Page().read(replay.since('')).fleet.hives).toMatchObject([{ hive_id: 'b', seq: 7 }]);
});

test('[S11] changes of a sample that is not known are told', () => {
  const replay = new Replay();
  add(replay, wholeText('a', '1', 1));
  const [gap] = framesOf(changeText('a', '2', 2));
  expect(gap && replay.add(gap)).toBeNull();
});

test('frames that this version does not know are passed on as they are', () => {
  const [frame] = framesOf('event: later\nid: 1\ndata: a\ndata: b\n\n');
  expect(frame && new Replay().add(frame)).toBe('event: later\nid: 1\ndata: a\ndata: b\n\n');
});
