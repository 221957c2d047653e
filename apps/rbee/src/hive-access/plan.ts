import type { JoinText } from '@rbee/contract/plain';
import { routeUrl } from '@rbee/hive';
import { DEFAULT_QUEEN_URL, type HiveSettings } from '../settings/index.ts';
import { codeHash, type Kept, type KeptToken } from './kept-token.ts';

/** Which queen a hive reports to, under which name, and with what. */
export interface Plan {
  readonly queenUrl: string;
  readonly hiveId: string;
  /** SHA-256 of the public key of the queen ([A3]); undefined if any trusted certificate will do. */
  readonly pin: string | undefined;
  /** What is kept of this queen for this hive. */
  readonly kept: KeptToken | undefined;
  /** The invite to join with first. */
  readonly join: JoinText | undefined;
}

/** What a plan is made of. */
export interface PlanInput {
  readonly settings: Pick<HiveSettings, 'queenUrl' | 'hiveId' | 'tokenFile'>;
  readonly invite: JoinText | undefined;
  readonly kept: Kept;
  /** Name of the hive where nothing else says one. */
  readonly defaultHiveId: string;
}

/**
 * A setting counts before the invite, the invite before what is kept, and that before the default. What is kept is only for the
 * queen and the hive that it names: a token is never shown to another queen. An invite that was used already is not used again, so
 * that a service can keep it in its settings.
 */
export function planOf({ settings, invite, kept: found, defaultHiveId }: PlanInput): Plan {
  const file = settings.tokenFile === undefined && found.kind === 'kept' ? found.kept : undefined;
  const queenUrl = settings.queenUrl ?? invite?.url ?? file?.queenUrl ?? DEFAULT_QUEEN_URL;
  const ofQueen = file && isSameQueen(file.queenUrl, queenUrl) ? file : undefined;
  const hiveId = settings.hiveId ?? ofQueen?.hiveId ?? defaultHiveId;
  const kept = ofQueen?.hiveId === hiveId ? ofQueen : undefined;
  const join = invite && kept?.joinedWith !== codeHash(invite.code) ? invite : undefined;
  return { queenUrl, hiveId, kept, join, pin: (join ?? kept)?.pin };
}

const isSameQueen = (a: string, b: string): boolean => plain(a) === plain(b);
/** Without slashes at its end. */
const plain = (url: string): string => routeUrl(new URL(url), '').href;
