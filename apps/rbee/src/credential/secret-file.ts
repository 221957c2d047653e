import type { ProcessEdges } from '../process-edges.ts';
import type { ReadText } from '../read-text.ts';

/** What reading a file with a secret needs. */
export interface SecretEdges extends Pick<ProcessEdges, 'say'> {
  readonly readText: ReadText;
  /** True if others than its owner can read a file. */
  readonly isReadableByOthers: (path: string) => boolean;
}

/** A secret of a file, or one sentence that does not show it. */
export type SecretRead =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly complaint: string };

/** The secrets that commands read from files. */
const KINDS = {
  token: { pattern: /^rbt_[\w-]{43}$/, expected: 'an API token: rbt_ and 43 characters' },
  code: {
    pattern: /^[\w-]{32,128}$/,
    expected: 'the code of an invite: 32 to 128 of the characters A-Z a-z 0-9 _ -',
  },
} as const;

/** Reads a secret that is alone in a file. Warns of a file that others can read. */
export function secretIn(path: string, kind: keyof typeof KINDS, edges: SecretEdges): SecretRead {
  const { pattern, expected } = KINDS[kind];
  const read = edges.readText(path, 'named');
  if (!read.ok) {
    const why = read.code === null ? `is not used: ${read.complaint}` : `cannot be read (${read.code})`;
    return { ok: false, complaint: `the file ${path} ${why}.` };
  }
  const value = read.text.trim();
  if (!pattern.test(value)) {
    const what = value.startsWith('rbh_') ? ' It has the token of a hive.' : '';
    return { ok: false, complaint: `the file ${path} must have nothing but ${expected}.${what}` };
  }
  if (edges.isReadableByOthers(path))
    edges.say(`Others can read ${path}, which has a secret: chmod 600 ${path}`);
  return { ok: true, value };
}
