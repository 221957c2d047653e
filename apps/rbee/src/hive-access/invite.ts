import { type JoinText, readJoinText } from '@rbee/contract/plain';
import type { ReadText } from '../read-text.ts';
import type { HiveSettings } from '../settings/index.ts';

/** Where the text of an invite can come from. */
export interface InviteEdges {
  readonly readText: ReadText;
  /** The first line of standard input. */
  readonly readLine: () => Promise<string>;
}

/** The invite that the settings name, if they do, or a clause about what is wrong, without its full stop. */
export type Invite =
  | { readonly ok: true; readonly invite: JoinText | undefined }
  | {
      readonly ok: false;
      readonly sentence: string;
      /** There is no such file. */
      readonly isMissing?: boolean;
    };

const EXPECTED = 'has no text of an invite; `rbee invite` on the machine of the queen prints one';

/** Reads the invite of `--join` or `--join-file`. */
export async function inviteOf(
  { join, joinFile }: Pick<HiveSettings, 'join' | 'joinFile'>,
  { readText, readLine }: InviteEdges,
): Promise<Invite> {
  if (join !== undefined) {
    return read(join === '-' ? await readLine() : join, 'standard input');
  }
  if (joinFile === undefined) return { ok: true, invite: undefined };
  const file = readText(joinFile, 'named');
  if (file.ok) return read(file.text, `the file ${joinFile}`);
  const why = file.code === null ? `is not used: ${file.complaint}` : `cannot be read (${file.code})`;
  return { ok: false, sentence: `the file ${joinFile} ${why}`, isMissing: file.code === 'ENOENT' };
}

/** People paste the whole line that `rbee invite` printed, or keep its output in a file. */
const LINE = /^(?:npx )?rbee hive --join\s+/;

function read(text: string, from: string): Invite {
  const invite = readJoinText(text.trim().replace(LINE, ''));
  return invite ? { ok: true, invite } : { ok: false, sentence: `${from} ${EXPECTED}` };
}
