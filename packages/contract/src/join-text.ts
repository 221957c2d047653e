/** What the text of an invite says ([A3]). */
export interface JoinText {
  /** Address of the queen, http or https. */
  readonly url: string;
  /** One-time code. */
  readonly code: string;
  /** SHA-256 of the queen's public key (SubjectPublicKeyInfo), base64url; absent if any trusted certificate will do. */
  readonly pin?: string;
}

const PREFIX = 'rbee1.';
const MAX_CHARS = 4_096;
const CODE = /^[\w-]{16,128}$/;
/** 32 bytes in base64url. */
const PIN = /^[\w-]{43}$/;

/** The text for `rbee hive --join` ([A3]). */
export function joinText({ url, code, pin }: JoinText): string {
  const json = JSON.stringify({ u: url, c: code, ...(pin !== undefined && { k: pin }) });
  const bytes = String.fromCharCode(...new TextEncoder().encode(json));
  return PREFIX + btoa(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Reads the text for `rbee hive --join` ([A3]); null if it is not one, or is cut. */
export function readJoinText(text: string): JoinText | null {
  if (!text.startsWith(PREFIX) || text.length > MAX_CHARS) return null;
  const given = jsonIn(text.slice(PREFIX.length));
  if (typeof given !== 'object' || given === null) return null;
  const { u: url, c: code, k: pin } = given as Readonly<Record<string, unknown>>;
  if (typeof url !== 'string' || !URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) return null;
  if (typeof code !== 'string' || !CODE.test(code)) return null;
  if (pin === undefined) return { url, code };
  return typeof pin === 'string' && PIN.test(pin) ? { url, code, pin } : null;
}

function jsonIn(base64url: string): unknown {
  try {
    const bytes = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'));
    const text = new TextDecoder('utf-8', { fatal: true }).decode(
      Uint8Array.from(bytes, (it) => it.charCodeAt(0)),
    );
    return JSON.parse(text);
  } catch {
    return null;
  }
}
