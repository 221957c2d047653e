import { resolve } from 'node:path';
import type { Access, Result } from '@rbee/access';
import type { InviteView } from '@rbee/contract';
import { joinText, readJoinText } from '@rbee/contract/plain';
import { type SecretEdges, secretIn } from '../credential/index.ts';
import type { Outcome } from '../outcome.ts';
import type { ProcessEdges } from '../process-edges.ts';
import { type FileEdges, MACHINE, queenFiles } from '../queen-files.ts';
import type { ReadText } from '../read-text.ts';
import { hostOf, type InviteSettings, isLoopback } from '../settings/index.ts';
import { askForInvite } from './ask-for-invite.ts';
import { bodyOf, type Made, sentenceAbout } from './made-invite.ts';
import { onThisMachine, refused } from './on-this-machine.ts';
import { type QueenAddress, readQueenAddress } from './queen-address.ts';

/** What `rbee invite` needs from its process. */
export interface InviteEdges extends FileEdges, SecretEdges, Pick<ProcessEdges, 'print' | 'fetch'> {
  readonly readText: ReadText;
}

const COMMAND = 'invite';

/** Prints the line with which a hive joins: by the files of the queen on this machine, or by asking a queen. */
export async function runInvite(settings: InviteSettings, edges: InviteEdges): Promise<Outcome> {
  const { tokenFile } = settings;
  const made =
    tokenFile === undefined
      ? await inviteHere(settings, edges)
      : await askForInvite({ ...settings, tokenFile }, edges);
  if ('code' in made) return made;
  edges.print(`rbee hive --join ${made.join}`);
  const url = readJoinText(made.join)?.url;
  if (url !== undefined && isLoopback(hostOf(new URL(url))))
    edges.say(`Only hives of this machine reach ${url}; give the address for others with --queen-url.`);
  edges.say(sentenceAbout(made.invite));
  return { code: 0 };
}

async function inviteHere(settings: InviteSettings, edges: InviteEdges): Promise<Made | Outcome> {
  const queen = addressOf(settings, edges.readText);
  if (queen === null)
    return {
      code: 1,
      sentence:
        'rbee invite: the address of the queen is not known, as no queen has listened with this data folder; name it with --queen-url.',
    };
  const { codeFile, data } = settings;
  const code = codeFile === undefined ? undefined : secretIn(codeFile, 'code', edges);
  if (code?.ok === false) return { code: 2, sentence: `rbee invite: ${code.complaint}` };
  let made: Made | undefined;
  const outcome = await onThisMachine(COMMAND, data, edges, ({ hives }) => {
    const result = inviteOf(hives, settings, code?.value);
    if (!result.ok) return refused(COMMAND, result.refusal);
    const { invite, code: text } = result.value;
    made = { invite, join: joinText({ ...queen, code: text }) };
    return { code: 0 };
  });
  return made ?? outcome;
}

/** An invite with a code of its own, or the one that was given. */
function inviteOf(
  hives: Access['hives'],
  settings: InviteSettings,
  code: string | undefined,
): Result<{ readonly invite: InviteView; readonly code: string }> {
  if (code === undefined) return hives.invite(bodyOf(settings), MACHINE);
  const result = hives.inviteWithCode({ code, ...bodyOf(settings) }, MACHINE);
  return result.ok ? { ok: true, value: { invite: result.value, code } } : result;
}

/**
 * The address for the hive: the one given, else the one that the queen left. The key of the queen's certificate belongs to an address
 * that was given if that is of the same port; another one is probably that of a reverse proxy.
 */
function addressOf({ queenUrl, data }: InviteSettings, readText: ReadText): QueenAddress | null {
  const left = readQueenAddress(queenFiles(resolve(data)).queenAddress, readText);
  if (queenUrl === undefined) return left;
  const [given, own] = [new URL(queenUrl), left && new URL(left.url)];
  const isSame = given.protocol === 'https:' && given.port === own?.port;
  return isSame && left?.pin !== undefined ? { url: queenUrl, pin: left.pin } : { url: queenUrl };
}
