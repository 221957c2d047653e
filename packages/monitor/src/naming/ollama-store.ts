import type { Answer, Files } from '../files/index.ts';
import { blobPlace } from './ollama-digest.ts';
import { type StoreIndex, StoreReader } from './ollama-index.ts';

/**
 * Delay before a search is repeated that found nothing; it doubles up to the longest. Ollama writes the manifest of a
 * model after its blob.
 */
const AGAIN_MS = 30_000;
const LONGEST_MS = 3_600_000;
/** Time for which the manifests of a store count as read. */
const FRESH_MS = AGAIN_MS;
/** Stores and names that are kept. */
const MAX_STORES = 64;
const MAX_NAMES = 2_000;

const GONE = { ok: false, refusal: 'gone' } as const;

interface Known {
  readonly name: Answer<string>;
  readonly dueMs: number;
  readonly waitMs: number;
}

/** Looks up names of models in Ollama stores. The names of a process come from the store that this process sees. */
export class OllamaStore {
  readonly #reader: StoreReader;
  readonly #known = new Map<string, Known>();
  readonly #indexes = new Map<string, StoreIndex & { readonly atMs: number }>();

  /** `nowMs` is a clock for the time that reading takes, milliseconds. */
  constructor(files: Files, procRoot: string, nowMs: () => number = () => performance.now()) {
    this.#reader = new StoreReader(files, procRoot, nowMs);
  }

  /**
   * Name of the model whose blob a process uses; refused if no manifest contains it, or if the store may not be read.
   * `atMs` is the time of the sample, monotonic milliseconds: a name that is not found is searched for ever more rarely.
   */
  nameOf(blob: string, pid: number, atMs: number): Answer<string> {
    const place = blobPlace(blob);
    if (!place) return GONE;
    const key = `${pid} ${blob}`;
    const known = this.#known.get(key);
    if (known && (known.name.ok || atMs < known.dueMs)) return known.name;
    if (!this.#reader.hasTime(atMs)) return known?.name ?? GONE;
    const name = this.#search(pid, place.store, place.digest, atMs);
    const waitMs = Math.min(LONGEST_MS, known ? known.waitMs * 2 : AGAIN_MS);
    if (this.#known.size >= MAX_NAMES) this.#known.clear();
    this.#known.set(key, { name, waitMs, dueMs: atMs + waitMs });
    return name;
  }

  #search(pid: number, store: string, digest: string, atMs: number): Answer<string> {
    const folder = this.#reader.open(pid, store);
    if (!folder.ok) return folder;
    try {
      const { identity } = folder.value;
      let index = this.#indexes.get(identity);
      if (!index || atMs - index.atMs >= FRESH_MS) {
        index = { ...this.#reader.index(folder.value), atMs };
        if (this.#indexes.size >= MAX_STORES) this.#indexes.clear();
        this.#indexes.set(identity, index);
      }
      const name = index.names.get(digest);
      return name === undefined ? { ok: false, refusal: index.refusal } : { ok: true, value: name };
    } finally {
      folder.value.close();
    }
  }
}
