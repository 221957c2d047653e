/** Reads a stream once for all pages of a browser. */
export { sharedFetch } from './shared-fetch.ts';
