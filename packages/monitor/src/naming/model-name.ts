import { LIMITS } from '@rbee/contract/plain';

const HF_CACHE = /(?:^|\/)models--([^/]+)/;
const HF_PLACE =
  /^(?:(?:https?:\/\/)?(?:www\.)?(?:huggingface\.co|hf\.co)|hf:\/)\/(?:models\/)?([^/]+\/[^/]+)/i;
const BLOB_DIGEST = /(?:^|\/)sha256[-:][0-9a-f]{64}$/i;
const URL_SCHEME = /^[a-z][a-z\d+.-]*:\/\//i;
const SHARD = '(?:-\\d{5}-of-\\d{5})?';
const GGUF = new RegExp(`${SHARD}\\.gguf$`, 'i');
/** How the weights of a GGUF file are stored, as llama.cpp and those who publish such files write it. */
const QUANTISATION = new RegExp(
  `[-._]((?:UD-)?(?:I?Q\\d\\w*|TQ\\d\\w*|B?F16|F32|MXFP4\\w*))${SHARD}\\.gguf$`,
  'i',
);
const PATH = /^[/.~]|\/.*\//;
/** Where the query, the fragment or the parameters of an address begin, escaped or not. */
const AFTER_NAME = /(?:[?#;]|%3[fb]|%23).*$/is;
/** `user:secret@`; a secret may hold slashes. */
const CREDENTIALS = /^.*:.*@/s;
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
 * The name that a model goes by: `org/name` of a Hugging Face id, address or cache path, with the quantisation of a GGUF
 * file in it; the base name of another file without `.gguf` and shard number (a quantisation is part of it); of a directory
 * or an address its last part. Null for what names nothing, such as the digest of an Ollama blob, and for what looks like an
 * access token.
 */
export function modelName(given: string): string | null {
  const text = given.trim();
  if (BLOB_DIGEST.test(text)) return null;
  const place = withoutSecrets(text);
  const published = HF_CACHE.exec(place)?.[1]?.replace('--', '/') ?? HF_PLACE.exec(place)?.[1];
  if (published !== undefined) return bounded(published + quantisationOf(place));
  if (GGUF.test(place)) return bounded(lastPart(place).replace(GGUF, ''));
  return bounded(PATH.test(place) || URL_SCHEME.test(place) ? lastPart(place) : place);
}

/** As llama.cpp's `-hf org/name:Q4_K_M` says it. */
function quantisationOf(place: string): string {
  const found = QUANTISATION.exec(place)?.[1];
  return found === undefined ? '' : `:${found}`;
}

/** What may stand before and after the name is cut; an address that cannot be told apart is nothing. */
function withoutSecrets(text: string): string {
  if (!URL_SCHEME.test(text)) return text.replace(AFTER_NAME, '').replace(CREDENTIALS, '');
  const url = URL.parse(text);
  if (!url) return '';
  const path = url.pathname.replace(AFTER_NAME, '').replace(/^.*@/, '/');
  return path === '/' ? '' : `${url.protocol}//${url.host}${path}`;
}

const lastPart = (path: string): string => /([^/]*)\/*$/.exec(path)?.[1] ?? '';

const bounded = (name: string): string | null =>
  /^[.~]*$/.test(name) || SECRET.test(name) ? null : name.slice(0, LIMITS.maxTextChars);

/** Where a model is said. */
export type ModelSource =
  /** It has this name. */
  | { readonly is: 'named'; readonly name: string }
  /** It is in this file of an Ollama store, whose manifests know its name. */
  | { readonly is: 'blob'; readonly path: string }
  /** It is not said where that may be read. */
  | { readonly is: 'unknown'; readonly reason: 'not_exposed' | 'permission' };

/** A model that is not said anywhere. */
export const NO_MODEL: ModelSource = { is: 'unknown', reason: 'not_exposed' };

/** A model that may be said in an environment that may not be read ([W2]). */
export const REFUSED_MODEL: ModelSource = { is: 'unknown', reason: 'permission' };
