import { deserialize, serialize } from 'node:v8';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Layout, Second } from '../second.ts';

export const encodeSecond = (second: Second, _layouts: ReadonlyMap<number, Layout>): Uint8Array =>
  zstdCompressSync(serialize(second));
export const decodeSecond = (bytes: Uint8Array, _layouts: ReadonlyMap<number, Layout>): Second =>
  deserialize(zstdDecompressSync(bytes)) as Second;
