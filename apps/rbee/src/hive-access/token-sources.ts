import { HIVE_TOKEN } from '@rbee/contract/plain';
import { isHiveToken, type TokenSource } from '@rbee/hive';
import type { ReadText } from '../read-text.ts';
import { type KeptToken, readKept, writeKept, writtenAtMs } from './kept-token.ts';
import { type Plan, planOf } from './plan.ts';

/**
 * The token of this hive for this queen, in the file in which the hive keeps it: read again when it is refused, so that a file that
 * was put there meanwhile is found, and replaced by the next token.
 */
export function keptSource(
  path: string,
  { queenUrl, hiveId, kept }: Pick<Plan, 'queenUrl' | 'hiveId' | 'kept'>,
  readText: ReadText,
): TokenSource {
  let last = kept;
  const read = (): KeptToken | undefined => {
    const { kept: found } = planOf({
      settings: { queenUrl, hiveId, tokenFile: undefined },
      invite: undefined,
      kept: readKept(path, readText),
      defaultHiveId: hiveId,
    });
    last = found ?? last;
    return found;
  };
  return {
    read: () => read()?.token,
    keep: (token) => {
      if (last) writeKept(path, { ...last, token });
    },
    madeAtMs: () => writtenAtMs(path),
  };
}

/** A token, or a clause about its file, without its full stop. */
export type GivenToken =
  | { readonly ok: true; readonly token: string }
  | { readonly ok: false; readonly sentence: string };

/** Reads a file with a token and nothing else, which something else provides. */
export function readGiven(path: string, readText: ReadText): GivenToken {
  const wrong = (why: string): GivenToken => ({ ok: false, sentence: `the token file ${path} ${why}` });
  const read = readText(path, 'named');
  if (!read.ok)
    return wrong(read.code === null ? `is not used: ${read.complaint}` : `cannot be read (${read.code})`);
  const token = read.text.trim();
  return isHiveToken(token) ? { ok: true, token } : wrong(`must contain ${HIVE_TOKEN.expected}`);
}

/** A token in a file of somebody else: the hive never writes to it. */
export const givenSource = (path: string, readText: ReadText): TokenSource => ({
  read: () => {
    const given = readGiven(path, readText);
    return given.ok ? given.token : undefined;
  },
});
