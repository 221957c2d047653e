import type { IncomingMessage } from 'node:http';
import { type Answer, failure } from './answers.ts';

/** Most bytes of a request's body. */
const MAX_BODY_BYTES = 64 * 1024;

/** A request's body, or the answer that refuses it. */
export type Body =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'wrong'; readonly answer: Answer };

/**
 * Reads a body of JSON. Only `application/json` is taken: a page of another site cannot send that to a
 * server on loopback without asking it first, and it is not allowed to.
 */
export async function readJson(request: IncomingMessage): Promise<Body> {
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
    return wrong(415, 'The content type must be application/json.');
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) return wrong(413, `The body must not be larger than ${MAX_BODY_BYTES} bytes.`);
    chunks.push(chunk);
  }
  try {
    return { kind: 'json', value: JSON.parse(Buffer.concat(chunks).toString('utf8')) };
  } catch {
    return wrong(400, 'The body is not JSON.');
  }
}

const wrong = (status: number, message: string): Body => ({
  kind: 'wrong',
  answer: failure(status, message),
});
