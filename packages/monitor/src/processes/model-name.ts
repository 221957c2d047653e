import { cutText, LIMITS } from '@rbee/contract/plain';
import { hasAccessToken } from './access-token.ts';

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
/** PATH_MAX of the kernel's include/uapi/linux/limits.h. */
const MAX_VALUE = 4_096;

/** A path of this machine: nothing in it has the meaning that it has in an address. */
const LOCAL = /^[/.~]/;
/** The start of a query in an address without a scheme: `?name=`. */
const QUERY = /\?[\w.-]{1,64}=/;

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
 * The names under which a server offers its model. They are free texts: only an address or a path of this machine is
 * shortened. Null if none of them is a name.
 */
export function servedNames(given: readonly string[]): ModelSource | null {
  const [name, ...others] = given
    .slice(0, LIMITS.maxModels)
    .flatMap((it) => servedName(it) ?? [])
    .filter((it, at, all) => all.indexOf(it) === at);
  return name === undefined ? null : { is: 'named', name, ...(others.length > 0 && { others }) };
}

function servedName(given: string): string | null {
  if (given.length > MAX_VALUE) return null;
  const text = given.trim();
  return LOCAL.test(text) || isAddress(text) ? modelName(text) : bounded(text);
}

/**
 * The normalised name of a model. For a Hugging Face id, URL or cache path: `org/name`, with what tells a GGUF file from
 * the others of its repository. For another file: its base name without `.gguf` and shard number. For a directory or
 * another URL: its last segment. Null for a value that names no model, such as the digest of an Ollama blob, and for a
 * likely access token.
 */
export function modelName(given: string): string | null {
  if (given.length > MAX_VALUE) return null;
  const text = given.trim();
  if (BLOB_DIGEST.test(text)) return null;
  const place = isAddress(text) ? withoutSecrets(text) : text;
  const repository = HF_CACHE.exec(place)?.[1]?.replace('--', '/') ?? HF_PLACE.exec(place)?.[1];
  if (repository !== undefined) return bounded(GGUF.test(place) ? fileOf(repository, place) : repository);
  if (GGUF.test(place)) return bounded(lastPart(place).replace(GGUF, ''));
  return bounded(PATH.test(place) || URL_SCHEME.test(place) ? lastPart(place) : place);
}

/** The name of a file in a Hugging Face repository; null for a likely access token. */
export const nameInRepository = (repository: string, file: string): string | null =>
  GGUF.test(file) ? bounded(fileOf(repository, file)) : null;

/**
 * A repository has several GGUF files. One that is named after the repository is told by its quantisation, in the form
 * of llama.cpp's `-hf org/name:Q4_K_M`; another one by its base name.
 */
function fileOf(repository: string, place: string): string {
  const base = lastPart(place).replace(GGUF, '');
  const tag = QUANTISATION.exec(place)?.[1] ?? '';
  const stem = (tag === '' ? base : base.slice(0, -tag.length - 1)).toLowerCase();
  const own = repository
    .slice(repository.indexOf('/') + 1)
    .replace(/[-_.]gguf$/i, '')
    .toLowerCase();
  if (stem !== own && stem !== 'model') return `${repository}:${base}`;
  return tag === '' ? repository : `${repository}:${tag}`;
}

/** True for a URL, and for an address without a scheme: of Hugging Face, with a query, or with credentials. */
const isAddress = (text: string): boolean =>
  [URL_SCHEME, HF_PLACE, QUERY].some((it) => it.test(text)) ||
  (!LOCAL.test(text) && credentialsEnd(text) > 0);

/** Removes credentials, query and fragment. Empty for a URL that cannot be parsed, since it may contain a secret. */
function withoutSecrets(text: string): string {
  if (!URL_SCHEME.test(text)) {
    const place = text.replace(AFTER_NAME, '');
    return place.slice(credentialsEnd(place));
  }
  const url = URL.parse(text);
  if (!url) return '';
  const path = url.pathname.replace(AFTER_NAME, '').replace(/^.*@/, '/');
  return path === '/' ? '' : `${url.protocol}//${url.host}${path}`;
}

/**
 * Where `user:secret@` ends if a host and a path follow; 0 without it. A secret may contain slashes. In
 * `name:tag@precision` no path follows.
 */
function credentialsEnd(text: string): number {
  const end = text.lastIndexOf('@');
  const colon = text.indexOf(':');
  return colon >= 0 && colon < end && text.includes('/', end) ? end + 1 : 0;
}

/** The last segment of a path. */
function lastPart(path: string): string {
  let end = path.length;
  while (path[end - 1] === '/') end -= 1;
  return path.slice(path.lastIndexOf('/', end - 1) + 1, end);
}

const bounded = (name: string): string | null =>
  /^[.~]*$/.test(name) || hasAccessToken(name) ? null : cutText(name, LIMITS.maxTextChars);

/** Why a model that could be read has no name ([W7]). */
export type ModelGap = 'not_named' | 'not_loaded' | 'withheld' | 'not_in_store' | 'unknown_program';

/** Where the name of a model comes from. */
export type ModelSource =
  /** The name itself, and further names of the same model, or of further models if `areModels` is true. */
  | {
      readonly is: 'named';
      readonly name: string;
      readonly others?: readonly string[];
      readonly areModels?: boolean;
    }
  /** A blob in an Ollama store; its name is in the store's manifests. */
  | { readonly is: 'blob'; readonly path: string }
  /** The name is not known. */
  | { readonly is: 'unknown'; readonly reason: 'not_exposed' | 'permission'; readonly why?: ModelGap };

/** No source names the model. */
export const NO_MODEL: ModelSource = { is: 'unknown', reason: 'not_exposed' };

/** No name of the model is known, for this reason ([W7]). */
export const noModel = (why: ModelGap): ModelSource => ({ ...NO_MODEL, why });

/** The model may be named in an environment that may not be read ([W2]). */
export const REFUSED_MODEL: ModelSource = { is: 'unknown', reason: 'permission' };
