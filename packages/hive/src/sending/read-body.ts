import type { QueenResponse } from './fetch-queen.ts';

/**
 * The text of a response's body, of which no more than `maxBytes` are kept; the rest is read and let go, so
 * that the connection can be used again.
 */
export async function readBody(response: QueenResponse, maxBytes: number): Promise<string> {
  if (!response.body) return '';
  const chunks: Uint8Array[] = [];
  let kept = 0;
  for await (const chunk of response.body) {
    const part = chunk.subarray(0, maxBytes - kept);
    kept += part.length;
    if (part.length > 0) chunks.push(part);
  }
  return Buffer.concat(chunks).toString('utf8');
}
