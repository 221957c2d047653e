import { fileURLToPath } from 'node:url';
import { type Server, startOurs } from './server.ts';

/** Programs of ours that a queen is compared with. */
export type ReferenceName =
  | 'bare-post'
  | 'bare-told'
  | 'bare-link'
  | 'write-each'
  | 'shared-buffer'
  | 'better-sse';

/** Starts one on a free port. */
export const startReference = (name: ReferenceName): Promise<Server> =>
  startOurs([], fileURLToPath(new URL(`../references/${name}.ts`, import.meta.url)), []);
