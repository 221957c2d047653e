/** Longest line that is read, characters: the text of an invite is shorter. */
const MAX_CHARS = 8_192;

/** The first line of a stream, which need not end for it; what is longer than 8192 characters is cut. */
export async function firstLine(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of stream) {
    text += decoder.decode(chunk, { stream: true });
    if (text.includes('\n') || text.length > MAX_CHARS) break;
  }
  return text.split('\n', 1)[0]?.slice(0, MAX_CHARS) ?? '';
}
