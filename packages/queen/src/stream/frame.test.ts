import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eventFrame, eventId, eventNumber, KEEP_ALIVE_FRAME, retryFrame } from './frame.ts';

test('[S1] a frame is three lines and an empty one, with a space after each colon', () => {
  expect(eventFrame('heartbeat', 'b-1', { type: 'queen' })).toBe(
    'event: heartbeat\nid: b-1\ndata: {"type":"queen"}\n\n',
  );
});

/** Every kind of character: controls, line separators, lone surrogates. */
const text = fc.array(fc.nat({ max: 0xffff })).map((codes) => String.fromCharCode(...codes));

test('[S1] any value can be read back from its one line', () => {
  fc.assert(
    fc.property(fc.dictionary(text, fc.oneof(text, fc.jsonValue({ maxDepth: 1 }))), (value) => {
      const text = eventFrame('hive', 'b-1', value);
      const lines = text.split(/\r\n|\n|\r/);
      expect(lines).toHaveLength(5);
      expect(lines[2]).toBe(`data: ${JSON.stringify(value)}`);
    }),
  );
});

test('[S7] retry sets the reconnection time, and a keep-alive is a comment', () => {
  expect(retryFrame(2_000)).toBe('retry: 2000\n\n');
  expect(KEEP_ALIVE_FRAME).toMatch(/^:.*\n\n$/);
});

test('[S5] an id gives its number back, to its own run only', () => {
  fc.assert(
    fc.property(fc.nat(), (number) => {
      expect(eventNumber('aa', eventId('aa', number))).toBe(number);
      expect(eventNumber('bb', eventId('aa', number))).toBeNull();
    }),
  );
});

test.each(['', 'aa', 'aa-', 'aa--1', 'aa-1x', 'aa-1e3', 'aa-9999999999999999', '1'])(
  '%j is no id',
  (text) => {
    expect(eventNumber('aa', text)).toBeNull();
  },
);
