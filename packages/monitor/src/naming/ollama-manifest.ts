const DIGEST = /^sha256[-:]([0-9a-f]{64})$/i;
const MODEL_LAYER = 'application/vnd.ollama.image.model';

/** The hexadecimal digest in the file name of an Ollama blob or in a manifest's layer; null for other texts. */
const digestOf = (name: unknown): string | null =>
  typeof name === 'string' ? (DIGEST.exec(name)?.[1]?.toLowerCase() ?? null) : null;

/** Splits the path of a blob into the store's folder and the digest; null for other paths. */
export function blobPlace(path: string): { readonly store: string; readonly digest: string } | null {
  const [, store = '', name = ''] = /^(\/.*)\/blobs\/([^/]+)$/.exec(path) ?? [];
  const digest = digestOf(name);
  return digest === null ? null : { store, digest };
}

/**
 * The digest of the model in an Ollama manifest: the layer of type `application/vnd.ollama.image.model`. Null for a
 * text that is not a manifest.
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
 * The model name of a manifest at `<registry>/<namespace>/<model>/<tag>`, as `ollama ps` prints it: Ollama's default
 * registry and namespace are omitted. Null for any other path.
 */
export function manifestName(path: string): string | null {
  const [registry, namespace, model, tag, ...more] = path.split('/');
  if (!registry || !namespace || !model || !tag || more.length > 0) return null;
  const own = registry === 'registry.ollama.ai';
  const place = own ? (namespace === 'library' ? '' : `${namespace}/`) : `${registry}/${namespace}/`;
  return `${place}${model}:${tag}`;
}
