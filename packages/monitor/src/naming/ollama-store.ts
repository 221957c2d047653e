import { type Answer, type Files, type Refusal, readSmallFile } from '../files/index.ts';
import { blobPlace, manifestName, readManifest } from './ollama-manifest.ts';

/** The names of models in Ollama's stores. */
export interface OllamaStore {
  /** Name of the model in a blob that a process uses; refused where no manifest tells, or none may be read; `atMs` is of the monotonic clock. */
  nameOf(blob: string, pid: number, atMs: number): Answer<string>;
}

/** Most manifests that are read of one store. */
const MAX_MANIFESTS = 2_000;
/** Most bytes of a manifest. */
const MAX_BYTES = 256 * 1024;
/** A name that was not found is looked for again after this time: a manifest is written after its blob. */
const AGAIN_MS = 30_000;

/** Remembers what it found, by blob. A blob's digest is of its content: the name is right wherever its store is read. */
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

/** Where the process sees its store, then where this process would see it: their folders may be the same. */
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
