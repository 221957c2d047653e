import { fileURLToPath } from 'node:url';
import { type Server, startOurs } from './server.ts';

/** Programs in `references/`. */
export type ReferenceName =
  | 'bare-post'
  | 'bare-told'
  | 'bare-link'
  | 'write-each'
  | 'shared-buffer'
  | 'better-sse'
  | 'guarded-queen';

/** Starts a program of this project that a queen is compared with, on a free port; `args` are its own. */
export const startReference = (name: ReferenceName, args: readonly string[] = []): Promise<Server> =>
  startOurs([fileURLToPath(new URL(`../references/${name}.ts`, import.meta.url)), ...args]);
