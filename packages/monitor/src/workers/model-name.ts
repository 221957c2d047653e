import { LIMITS } from '@rbee/contract/plain';
import type { ModelSource } from './model-source.ts';

const HF_CACHE = /(?:^|\/)models--([^/]+)/;
const BLOB_DIGEST = /(?:^|\/)sha256[-:][0-9a-f]{64}$/i;
const URL_SCHEME = /^[a-z][a-z\d+.-]*:\/\//i;
const GGUF = /(?:-\d{5}-of-\d{5})?\.gguf$/i;
const PATH = /^[/.~]|\/.*\//;
/** Access tokens by their shapes: Hugging Face, OpenAI and its like, GitHub, AWS, JSON web tokens. */
const SECRET =
  /(?:^|[^A-Za-z0-9])(?:hf_\w{16}|(?:sk|pk|rk)-[\w-]{16}|gh[pousr]_\w{16}|AKIA[0-9A-Z]{16}|eyJ[\w-]{8,}\.eyJ)/;

/** Where a model is said by how it was named on a command line or in a variable; null for what names nothing. */
export function modelSource(given: string): ModelSource | null {
  const text = given.trim();
  if (BLOB_DIGEST.test(text)) return { is: 'blob', path: text };
  const name = modelName(text);
  return name === null ? null : { is: 'named', name };
}

/**
 * The name that a model goes by: `org/name` of a Hugging Face id or cache path, the base name of a file without `.gguf`
 * and shard number (a quantisation is part of it), of a directory its last part, a URL without credentials and query.
 * Null for what names nothing, such as the digest of an Ollama blob, and for what looks like an access token.
 */
export function modelName(given: string): string | null {
  const text = given.trim();
  const cached = HF_CACHE.exec(text)?.[1];
  if (cached !== undefined) return bounded(cached.replace('--', '/'));
  if (BLOB_DIGEST.test(text)) return null;
  const place = withoutSecrets(text);
  if (GGUF.test(place)) return bounded(lastPart(place).replace(GGUF, ''));
  return bounded(PATH.test(place) && !URL_SCHEME.test(place) ? lastPart(place) : place);
}

function withoutSecrets(text: string): string {
  if (!URL_SCHEME.test(text)) return text.replace(/^[^/\s]*:[^/\s]*@/, '').replace(/[?#][^/]*=.*$/, '');
  const url = URL.parse(text);
  return url ? `${url.protocol}//${url.host}${url.pathname}` : '';
}

const lastPart = (path: string): string => /([^/]*)\/*$/.exec(path)?.[1] ?? '';

const bounded = (name: string): string | null =>
  /^[.~]*$/.test(name) || SECRET.test(name) ? null : name.slice(0, LIMITS.maxTextChars);
