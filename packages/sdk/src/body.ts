/** The answer's body is longer than allowed. */
export class BodyTooLong extends Error {}

/**
 * The body of an answer as text, read to its end so that the connection can be used again.
 *
 * @throws BodyTooLong as soon as more than `maxBytes` came; the rest is not read
 */
export async function readText(response: Response, maxBytes: number): Promise<string> {
  // A `fetch` of the caller's own may give answers without streams.
  if (typeof response.body?.getReader !== 'function') return bounded(await response.text(), maxBytes);
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let bytes = 0;
  let text = '';
  for (;;) {
    const piece = await reader.read();
    if (piece.done) return text + decoder.decode();
    bytes += piece.value.byteLength;
    if (bytes > maxBytes) {
      void reader.cancel().catch(() => {}); // the failure that counts is the one below
      throw tooLong(maxBytes);
    }
    text += decoder.decode(piece.value, { stream: true });
  }
}

const tooLong = (maxBytes: number) =>
  new BodyTooLong(`its body is longer than ${maxBytes / 1024 / 1024} MiB`);

function bounded(text: string, maxBytes: number): string {
  if (text.length > maxBytes) throw tooLong(maxBytes);
  return text;
}
