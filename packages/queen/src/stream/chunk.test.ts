import { inflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { pack, packFlush } from './chunk.ts';

/** An empty last block, which ends a deflate stream (RFC 1951). */
const END = Buffer.from([3, 0]);

const changes = (hives: number): Buffer =>
  Buffer.from(
    Array.from(
      { length: hives },
      (_, n) => `data: {"hive_id":"hive-${n}","changes":[2,1000,5,${n % 7}]}\n\n`,
    ).join(''),
  );

test('[S8] a small flush is compressed thoroughly, a large one fast', () => {
  const [little, much] = [changes(20), changes(2_000)];
  expect(packFlush(little).length).toBeLessThan(pack(little).length);
  expect(packFlush(much)).toEqual(pack(much));
  for (const bytes of [little, much]) {
    expect(inflateRawSync(Buffer.concat([packFlush(bytes), END]))).toEqual(bytes);
  }
});
