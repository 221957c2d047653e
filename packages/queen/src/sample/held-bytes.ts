import type { Leaf } from '@rbee/contract';
import type { Sample } from './sample.ts';

/*
 * What is kept costs in memory, by the layout of V8 on 64 bits: a slot of an array is 8 bytes, a fraction is an object of 16, a
 * text has a header of 24 and one byte for each character, or two if any is beyond U+00FF.
 */
export const SLOT = 8;
const FRACTION = 16;
export const TEXT = 24;

/** Longer texts are looked through for characters that need two bytes. */
const LONG_TEXT = 64;

const isWide = (text: string): boolean => /[^\0-\u00ff]/.test(text);

/** What a text holds, bytes. */
export const bytesOfText = (text: string): number =>
  TEXT + (text.length > LONG_TEXT && isWide(text) ? 2 * text.length : text.length);

function bytesOfLeaf(leaf: Leaf): number {
  if (typeof leaf === 'string') return bytesOfText(leaf);
  return typeof leaf === 'number' && (leaf | 0) !== leaf ? FRACTION : 0;
}

/** What the leaves of a sample hold, bytes. */
export function bytesOfLeaves(leaves: readonly Leaf[]): number {
  let bytes = SLOT * leaves.length;
  for (const leaf of leaves) bytes += bytesOfLeaf(leaf);
  return bytes;
}

/** A sample, the record of its receipt and the object that encodes it. */
const RECEIVED = 600;

/**
 * What a sample still holds after a newer one of its hive replaced it, bytes: the texts that both have are kept by the newer
 * one.
 */
export function bytesOfReplaced({ flat }: Sample, by: Sample): number {
  const isLike = flat.shape === by.flat.shape;
  let bytes = RECEIVED + SLOT * flat.leaves.length;
  for (let index = 0; index < flat.leaves.length; index += 1) {
    const leaf = flat.leaves[index];
    if (!isLike || leaf !== by.flat.leaves[index]) bytes += bytesOfLeaf(leaf);
  }
  return bytes;
}
