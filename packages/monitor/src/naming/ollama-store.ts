import { type Answer, type Files, type Refusal, readSmallFile } from '../files/index.ts';

const MAX_MANIFESTS = 2_000;
const MAX_MANIFEST_BYTES = 256 * 1024;
/** Delay before a failed lookup is repeated. A manifest is written after its blob. */
const AGAIN_MS = 30_000;

/** Looks up names of models in Ollama stores. A digest identifies the content, so a name is valid for every store. */
export class OllamaStore {
  readonly #files: Files;
  readonly #procRoot: string;
  readonly #found = new Map<string, { readonly name: Answer<string>; readonly atMs: number }>();

  constructor(files: Files, procRoot: string) {
    this.#files = files;
    this.#procRoot = procRoot;
  }

  /**
   * Name of the model whose blob a process uses; refused if no manifest contains it, or if the store may not be read.
   * `atMs` is monotonic time, milliseconds.
   */
  nameOf(blob: string, pid: number, atMs: number): Answer<string> {
    const place = blobPlace(blob);
    if (!place) return { ok: false, refusal: 'gone' };
    const known = this.#found.get(blob);
    if (known && (known.name.ok || atMs - known.atMs < AGAIN_MS)) return known.name;
    const name = lookUp(this.#files, `${this.#procRoot}/${pid}`, place);
    if (this.#found.size >= MAX_MANIFESTS) this.#found.clear();
    this.#found.set(blob, { name, atMs });
    return name;
  }
}

/** The store's path in the root of the process that uses it, then the same path in this process's own root. */
function lookUp(
  files: Files,
  directory: string,
  { store, digest }: { readonly store: string; readonly digest: string },
): Answer<string> {
  let refusal: Refusal = 'gone';
  for (const root of [`${directory}/root`, '']) {
    const manifests = `${root}${store}/manifests`;
    const registries = files.names(manifests);
    if (!registries.ok) refusal = registries.refusal === 'permission' ? 'permission' : refusal;
    const names = manifestPaths(files, manifests)
      .slice(0, MAX_MANIFESTS)
      .flatMap((path) => {
        const text = readSmallFile(`${manifests}/${path}`, MAX_MANIFEST_BYTES);
        const found = text.ok && text.value !== null ? readManifest(text.value) : null;
        return found === digest ? (manifestName(path) ?? []) : [];
      });
    const first = names.toSorted()[0];
    if (first !== undefined) return { ok: true, value: first };
  }
  return { ok: false, refusal };
}

/** `<registry>/<namespace>/<model>/<tag>` of every manifest. */
function manifestPaths(files: Files, manifests: string): readonly string[] {
  let paths = [''];
  for (const depth of [1, 2, 3, 4]) {
    paths = paths.slice(0, MAX_MANIFESTS).flatMap((path) => {
      const directory = `${manifests}${path === '' ? '' : `/${path}`}`;
      const listed = depth < 4 ? { ok: true, value: files.directories(directory) } : files.names(directory);
      return listed.ok ? listed.value.map((name) => (path === '' ? name : `${path}/${name}`)) : [];
    });
  }
  return paths;
}

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

/** The digest of the model's layer in an Ollama manifest; null for a text that is not a manifest. */
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

/** The name that `ollama ps` prints for a manifest at `<registry>/<namespace>/<model>/<tag>`; null for another path. */
export function manifestName(path: string): string | null {
  const [registry, namespace, model, tag, ...more] = path.split('/');
  if (!registry || !namespace || !model || !tag || more.length > 0) return null;
  const own = registry === 'registry.ollama.ai';
  const place = own ? (namespace === 'library' ? '' : `${namespace}/`) : `${registry}/${namespace}/`;
  return `${place}${model}:${tag}`;
}
