import { isUtf8 } from 'node:buffer';
import type { Refusal } from '../problem.ts';

/** A body that was JSON, or why it is refused. */
export type ParsedJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly refusal: Refusal };

/**
 * Reads a body as JSON in UTF-8 (RFC 8259). Keys such as `__proto__` become plain fields here and are left
 * behind with every other field that the wire does not know ([H3]).
 */
export function parseJson(body: Buffer): ParsedJson {
  if (body.length === 0) return malformed('The body is empty; send a JSON object.');
  if (!isUtf8(body)) return malformed('The body is not UTF-8; send JSON encoded as UTF-8.');
  try {
    return { ok: true, value: JSON.parse(body.toString('utf8')) };
  } catch {
    return malformed(`The body, ${body.length} bytes, is not a JSON text.`);
  }
}

const malformed = (detail: string): ParsedJson => ({
  ok: false,
  refusal: { code: 'malformed_json', detail },
});
