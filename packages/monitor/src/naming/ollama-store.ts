import { type Answer, type Files, type Refusal, readSmallFile } from '../files/index.ts';
import { blobPlace, manifestName, readManifest } from './ollama-manifest.ts';

/** Looks up names of models in Ollama stores. */
export interface OllamaStore {
  /**
   * Name of the model whose blob a process uses; refused if no manifest contains it, or if the store may not be read.
   * `atMs` is monotonic time, milliseconds.
   */
  nameOf(blob: string, pid: number, atMs: number): Answer<string>;
}

/** Maximum number of manifests read per store. */
const MAX_MANIFESTS = 2_000;
/** Maximum size of a manifest, bytes. */
const MAX_BYTES = 256 * 1024;
/** Delay before a failed lookup is repeated. A manifest is written after its blob. */
const AGAIN_MS = 30_000;

/** Caches names by blob. A digest identifies the content, so a name is valid for every store. */
export function createOllamaStore(files: Files, procRoot: string): OllamaStore {
  const found = new Map<string, { readonly name: Answer<string>; readonly atMs: number }>();
  return {
    nameOf: (blob, pid, atMs) => {
      const place = blobPlace(blob);
      if (!place) return { ok: false, refusal: 'gone' };
      const known = found.get(blob);
      if (known && (known.name.ok || atMs - known.atMs < AGAIN_MS)) return known.name;
      const name = lookUp(files, `${procRoot}/${pid}`, place);
      if (found.size >= MAX_MANIFESTS) found.clear();
      found.set(blob, { name, atMs });
      return name;
    },
  };
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
        const text = readSmallFile(`${manifests}/${path}`, MAX_BYTES);
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
      const names = depth < 4 ? files.directories(directory) : namesIn(files, directory);
      return names.map((name) => (path === '' ? name : `${path}/${name}`));
    });
  }
  return paths;
}

function namesIn(files: Files, directory: string): readonly string[] {
  const names = files.names(directory);
  return names.ok ? names.value : [];
}
