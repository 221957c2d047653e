import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clientFrame, OPCODES, WebSocketFrames } from './web-socket-frames.ts';

const serverFrame = (text: string): Buffer => {
  const payload = Buffer.from(text);
  const size = payload.length < 126 ? [payload.length] : [126, payload.length >> 8, payload.length & 0xff];
  return Buffer.concat([Buffer.from([0x81, ...size]), payload]);
};

test('frames come out whole, wherever they were cut', () => {
  const texts = ['{"type":"ack","seq":1}', 'x'.repeat(300), ''];
  const bytes = Buffer.concat(texts.map(serverFrame));
  fc.assert(
    fc.property(fc.array(fc.nat({ max: bytes.length })), (cuts) => {
      const frames = new WebSocketFrames();
      const at = [...cuts.toSorted((a, b) => a - b), bytes.length];
      const seen = at.flatMap((end, n) =>
        frames
          .read(Buffer.from(bytes.subarray(at[n - 1] ?? 0, end)))
          .map(({ payload }) => payload.toString()),
      );
      expect(seen).toEqual(texts);
    }),
  );
});

test("a client's frame is masked by nothing", () => {
  expect([...clientFrame(OPCODES.pong, Buffer.from('a'))]).toEqual([0x8a, 0x81, 0, 0, 0, 0, 0x61]);
  expect([...clientFrame(OPCODES.text, Buffer.alloc(300)).subarray(0, 8)]).toEqual([
    0x81, 0xfe, 1, 44, 0, 0, 0, 0,
  ]);
});
