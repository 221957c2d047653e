import { readFileSync } from 'node:fs';

/** A text that a real kernel printed; `fixtures/README.md` gives the source of each. */
export const captured = (name: string): string =>
  readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8');
