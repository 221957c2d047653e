import type { Options } from 'minisearch';

/** A section of a page in the index: its address with the anchor, the titles, and its text. */
export interface Found {
  readonly id: string;
  readonly title: string;
  readonly heading: string;
}

/** How the index is made and read; both must be the same. */
export const SEARCH_OPTIONS: Options<Found & { readonly text: string }> = {
  fields: ['title', 'heading', 'text'],
  storeFields: ['title', 'heading'],
  // Names such as `rbee_gpu_health` and `--queen-url` are found in whole and by their parts.
  tokenize: (text) => {
    const words = text.match(/[\p{L}\p{N}_./:-]+/gu) ?? [];
    const parts = words.flatMap((word) => word.split(/[_./:-]+/));
    return [...new Set([...words, ...parts])].filter((word) => word !== '');
  },
};
