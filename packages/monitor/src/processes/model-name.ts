import { LIMITS } from '@rbee/contract/plain';

const HF_CACHE = /(?:^|\/)models--([^/]+)/;
const HF_PLACE =
  /^(?:(?:https?:\/\/)?(?:www\.)?(?:huggingface\.co|hf\.co)|hf:\/)\/(?:models\/)?([^/]+\/[^/]+)/i;
const BLOB_DIGEST = /(?:^|\/)sha256[-:][0-9a-f]{64}$/i;
const URL_SCHEME = /^[a-z][a-z\d+.-]*:\/\//i;
/** The number of a shard may come before the extension. */
const GGUF = /(?:-\d{5}-of-\d{5})?\.gguf$/i;
/** Quantisation tags in the names of GGUF files, as llama.cpp and publishers write them. */
const QUANTISATION =
  /[-._]((?:UD-)?(?:I?Q\d\w{0,16}|TQ\d\w{0,16}|B?F16|F32|MXFP4\w{0,16}))(?:-\d{5}-of-\d{5})?\.gguf$/i;
const PATH = /^[/.~]|\/.*\//;
/** Start of the query, fragment or parameters of a URL, escaped or not. */
const AFTER_NAME = /(?:[?#;]|%3[fb]|%23).*$/is;
/** Patterns of access tokens: Hugging Face, OpenAI and similar, GitHub, AWS, JSON web tokens. */
const SECRET =
  /(?:^|[^A-Za-z0-9])(?:hf_\w{16}|(?:sk|pk|rk)-[\w-]{16}|gh[pousr]_\w{16}|AKIA[0-9A-Z]{16}|eyJ[\w-]{8,512}\.eyJ)/;

/** PATH_MAX of the kernel's include/uapi/linux/limits.h. */
const MAX_VALUE = 4_096;

/**
 * Source of the model name for a value of an option or variable; null if the value names no model. A value that is
 * longer than a path can be is no name; it is not cut, because the part that shows a secret could be cut off.
 */
export function modelSource(given: string): ModelSource | null {
  if (given.length > MAX_VALUE) return null;
  const text = given.trim();
  if (BLOB_DIGEST.test(text)) return { is: 'blob', path: text };
  const name = modelName(text);
  return name === null ? null : { is: 'named', name };
}

/**
 * The normalised name of a model. For a Hugging Face id, URL or cache path: `org/name`, with the quantisation of a GGUF
 * file. For another file: its base name without `.gguf` and shard number. For a directory or another URL: its last
 * segment. Null for a value that names no model, such as the digest of an Ollama blob, and for a likely access token.
 */
export function modelName(given: string): string | null {
  if (given.length > MAX_VALUE) return null;
  const text = given.trim();
  if (BLOB_DIGEST.test(text)) return null;
  const place = withoutSecrets(text);
  const published = HF_CACHE.exec(place)?.[1]?.replace('--', '/') ?? HF_PLACE.exec(place)?.[1];
  if (published !== undefined) return bounded(published + quantisationOf(place));
  if (GGUF.test(place)) return bounded(lastPart(place).replace(GGUF, ''));
  return bounded(PATH.test(place) || URL_SCHEME.test(place) ? lastPart(place) : place);
}

/** The form of llama.cpp's `-hf org/name:Q4_K_M`. */
function quantisationOf(place: string): string {
  const found = QUANTISATION.exec(place)?.[1];
  return found === undefined ? '' : `:${found}`;
}

/** Removes credentials, query and fragment. Empty for a URL that cannot be parsed, since it may contain a secret. */
function withoutSecrets(text: string): string {
  if (!URL_SCHEME.test(text)) return withoutCredentials(text.replace(AFTER_NAME, ''));
  const url = URL.parse(text);
  if (!url) return '';
  const path = url.pathname.replace(AFTER_NAME, '').replace(/^.*@/, '/');
  return path === '/' ? '' : `${url.protocol}//${url.host}${path}`;
}

/** Removes `user:secret@`; a secret may contain slashes. */
function withoutCredentials(text: string): string {
  const end = text.lastIndexOf('@');
  const colon = text.indexOf(':');
  return colon >= 0 && colon < end ? text.slice(end + 1) : text;
}

/** The last segment of a path. */
function lastPart(path: string): string {
  let end = path.length;
  while (path[end - 1] === '/') end -= 1;
  return path.slice(path.lastIndexOf('/', end - 1) + 1, end);
}

const bounded = (name: string): string | null =>
  /^[.~]*$/.test(name) || SECRET.test(name) ? null : name.slice(0, LIMITS.maxTextChars);

/** Where the name of a model comes from. */
export type ModelSource =
  /** The name itself. */
  | { readonly is: 'named'; readonly name: string }
  /** A blob in an Ollama store; its name is in the store's manifests. */
  | { readonly is: 'blob'; readonly path: string }
  /** The name is not known. */
  | { readonly is: 'unknown'; readonly reason: 'not_exposed' | 'permission' };

/** No source names the model. */
export const NO_MODEL: ModelSource = { is: 'unknown', reason: 'not_exposed' };

/** The model may be named in an environment that may not be read ([W2]). */
export const REFUSED_MODEL: ModelSource = { is: 'unknown', reason: 'permission' };
