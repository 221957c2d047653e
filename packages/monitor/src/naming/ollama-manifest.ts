const DIGEST = /^sha256[-:]([0-9a-f]{64})$/i;
const MODEL_LAYER = 'application/vnd.ollama.image.model';

/** The digest that an Ollama blob's file name or a manifest's layer carries, in hexadecimal; null for anything else. */
const digestOf = (name: unknown): string | null =>
  typeof name === 'string' ? (DIGEST.exec(name)?.[1]?.toLowerCase() ?? null) : null;

/** Where a blob is in a store: the store's folder and the blob's digest; null for a path that is no blob's. */
export function blobPlace(path: string): { readonly store: string; readonly digest: string } | null {
  const [, store = '', name = ''] = /^(\/.*)\/blobs\/([^/]+)$/.exec(path) ?? [];
  const digest = digestOf(name);
  return digest === null ? null : { store, digest };
}

/**
 * The digest of the model in an Ollama manifest: its layer of type `application/vnd.ollama.image.model`. Null for a
 * text that is no manifest.
 */
export function readManifest(text: string): string | null {
  let manifest: unknown;
  try {
    manifest = JSON.parse(text);
  } catch {
    return null;
  }
  const layers: unknown = isRecord(manifest) ? manifest['layers'] : null;
  const model = Array.isArray(layers)
    ? layers.find((it: unknown) => isRecord(it) && it['mediaType'] === MODEL_LAYER)
    : null;
  return isRecord(model) ? digestOf(model['digest']) : null;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/**
 * The name of the model that a manifest at `<registry>/<namespace>/<model>/<tag>` is of, as `ollama ps` writes it: what
 * Ollama's own registry and library stand for is left out. Null for any other path.
 */
export function manifestName(path: string): string | null {
  const [registry, namespace, model, tag, ...more] = path.split('/');
  if (!registry || !namespace || !model || !tag || more.length > 0) return null;
  const own = registry === 'registry.ollama.ai';
  const place = own ? (namespace === 'library' ? '' : `${namespace}/`) : `${registry}/${namespace}/`;
  return `${place}${model}:${tag}`;
}
