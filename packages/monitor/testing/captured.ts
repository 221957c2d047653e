import { readFileSync } from 'node:fs';

/** A text of a real kernel; `fixtures/README.md` says where each comes from. */
export const captured = (name: string): string =>
  readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8');
