import { createRequire } from 'node:module';

/** The version of the program, which its queen and its hive report: that of its package. */
export const { version } = createRequire(import.meta.url)('../package.json') as { readonly version: string };
