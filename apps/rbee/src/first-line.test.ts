import { expect, test } from 'vitest';
import { firstLine } from './first-line.ts';

async function* stream(...chunks: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield Buffer.from(chunk);
}

/** A stream that does not end, as a terminal. */
async function* terminal(line: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(line);
  await new Promise(() => {});
}

test.each([
  [stream('rbee1.', 'abc\nrest'), 'rbee1.abc'],
  [stream('rbee1.abc'), 'rbee1.abc'],
  [stream(), ''],
  [terminal('rbee1.abc\n'), 'rbee1.abc'],
  [terminal('x'.repeat(10_000)), 'x'.repeat(8_192)],
])('the first line of a stream is read, and no more of it: %#', async (input, line) => {
  expect(await firstLine(input)).toBe(line);
});
