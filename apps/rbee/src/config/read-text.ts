import { readFileSync } from 'node:fs';

/** A file's text, or the code of the error that kept it from being read. */
export type ReadText = (
  path: string,
) => { readonly ok: true; readonly text: string } | { readonly ok: false; readonly code: string };

/** Reads a text file of this machine. */
export const readText: ReadText = (path) => {
  try {
    return { ok: true, text: readFileSync(path, 'utf8') };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return { ok: false, code };
  }
};
