const DIGEST = /^sha256[-:]([0-9a-f]{64})$/i;

/** The hexadecimal digest in the file name of an Ollama blob or in a manifest's layer; null for other texts. */
export const digestOf = (name: unknown): string | null =>
  typeof name === 'string' ? (DIGEST.exec(name)?.[1]?.toLowerCase() ?? null) : null;

/** Splits the path of a blob into the store's folder and the digest; null for other paths. */
export function blobPlace(path: string): { readonly store: string; readonly digest: string } | null {
  const [, store = '', name = ''] = /^(\/.*)\/blobs\/([^/]+)$/.exec(path) ?? [];
  const digest = digestOf(name);
  return digest === null ? null : { store, digest };
}
