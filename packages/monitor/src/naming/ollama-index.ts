import type { Answer, Files, Folder, Refusal } from '../files/index.ts';
import { digestOf } from './ollama-digest.ts';

/** Bounds for one store. Real stores have some hundred manifests of one or two KiB. */
const MAX_ENTRIES = 4_000;
const MAX_MANIFEST_BYTES = 64 * 1024;
const MAX_BYTES = 4 * 1024 * 1024;
/** Time for reading stores in one sample. */
const SAMPLE_MS = 200;

/** The models in a store. */
export interface StoreIndex {
  /** Their names by digest; of several names of a model the alphabetically first. */
  readonly names: ReadonlyMap<string, string>;
  /** Why the store may have more models. */
  readonly refusal: Refusal;
}

/** Reads the manifests of stores: `manifests/<registry>/<namespace>/<model>/<tag>`. */
export class StoreReader {
  readonly #files: Files;
  readonly #procRoot: string;
  readonly #nowMs: () => number;
  #sampleMs = Number.NaN;
  #leftMs = 0;

  constructor(files: Files, procRoot: string, nowMs: () => number) {
    this.#files = files;
    this.#procRoot = procRoot;
    this.#nowMs = nowMs;
  }

  /** True if there is time for another store in the sample of this time. */
  hasTime(sampleMs: number): boolean {
    if (sampleMs !== this.#sampleMs) this.#leftMs = SAMPLE_MS;
    this.#sampleMs = sampleMs;
    return this.#leftMs > 0;
  }

  /**
   * The folder of a store's manifests as a process sees it. If its root may not be opened, this process has no more
   * rights than its user, and the same path in its own root is tried.
   */
  open(pid: number, store: string): Answer<Folder> {
    const path = `${store}/manifests`;
    const seen = this.#files.foreign(`${this.#procRoot}/${pid}/root`, path);
    if (seen.ok || seen.refusal !== 'permission') return seen;
    const own = this.#files.foreign('/', path);
    return own.ok ? own : seen;
  }

  /** Reads all manifests within the bounds. */
  index(manifests: Folder): StoreIndex {
    const startedMs = this.#nowMs();
    const endMs = startedMs + this.#leftMs;
    const scan = new Scan(() => this.#nowMs() < endMs);
    scan.read(manifests, []);
    this.#leftMs -= this.#nowMs() - startedMs;
    return scan;
  }
}

/** One reading of a store. */
class Scan implements StoreIndex {
  readonly names = new Map<string, string>();
  refusal: Refusal = 'gone';
  readonly #hasTime: () => boolean;
  #entriesLeft = MAX_ENTRIES;
  #bytesLeft = MAX_BYTES;

  constructor(hasTime: () => boolean) {
    this.#hasTime = hasTime;
  }

  /** Reads what is below a folder; `path` has the names that lead to it. */
  read(folder: Folder, path: readonly string[]): void {
    const names = folder.names(this.#entriesLeft);
    if (!names.ok) {
      this.#refuse(names.refusal);
      return;
    }
    this.#entriesLeft -= names.value.length;
    for (const name of names.value) {
      if (this.#bytesLeft <= 0 || !this.#hasTime()) return;
      if (path.length < 3) this.#readFolder(folder, [...path, name]);
      else this.#readManifest(folder, [...path, name]);
    }
  }

  #readFolder(parent: Folder, path: readonly string[]): void {
    const folder = parent.folder(path.at(-1) ?? '');
    if (!folder.ok) {
      this.#refuse(folder.refusal);
      return;
    }
    try {
      this.read(folder.value, path);
    } finally {
      folder.value.close();
    }
  }

  #readManifest(folder: Folder, path: readonly string[]): void {
    const text = folder.text(path.at(-1) ?? '', Math.min(MAX_MANIFEST_BYTES, this.#bytesLeft));
    if (!text.ok) this.#refuse(text.refusal);
    if (!text.ok || text.value === null) return;
    this.#bytesLeft -= Buffer.byteLength(text.value);
    const digest = readManifest(text.value);
    const name = manifestName(path.join('/'));
    if (digest === null || name === null) return;
    const before = this.names.get(digest);
    if (before === undefined || name < before) this.names.set(digest, name);
  }

  #refuse(refusal: Refusal): void {
    if (refusal === 'permission' || refusal === 'timeout') this.refusal = refusal;
  }
}

const MODEL_LAYER = 'application/vnd.ollama.image.model';

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
