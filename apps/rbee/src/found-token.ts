import { keptTokenPath, planOf, readGiven, readKept } from './hive-access/index.ts';
import { openMode } from './private-file.ts';
import type { ReadText } from './read-text.ts';
import type { DoctorSettings } from './settings/index.ts';

/** The queen that a hive of this machine would report to, and its token; `wrong` has a sentence without its full stop. */
export type FoundToken = {
  readonly queenUrl: string;
  readonly hiveId: string;
  readonly pin: string | undefined;
} & (
  | { readonly kind: 'wrong'; readonly sentence: string }
  | {
      readonly kind: 'found';
      readonly token: string | undefined;
      /** The file of the token. */
      readonly path: string;
      /** Its mode if other users can read it, such as 644. */
      readonly openMode: string | null;
    }
);

/** Looks for the token that a hive with the same settings would use. */
export function findToken(
  settings: Pick<DoctorSettings, 'queenUrl' | 'hiveId' | 'tokenFile' | 'data'>,
  {
    readText,
    platform,
    defaultHiveId,
  }: {
    readonly readText: ReadText;
    readonly platform: NodeJS.Platform;
    readonly defaultHiveId: string;
  },
): FoundToken {
  const own = keptTokenPath(settings.data);
  const kept = readKept(own, readText);
  const { queenUrl, hiveId, pin, ...plan } = planOf({ settings, invite: undefined, kept, defaultHiveId });
  const queen = { queenUrl, hiveId, pin };
  if (settings.tokenFile !== undefined) {
    const path = settings.tokenFile;
    const given = readGiven(path, readText);
    if (!given.ok) return { ...queen, kind: 'wrong', sentence: given.sentence };
    return { ...queen, kind: 'found', token: given.token, path, openMode: openMode(path, platform) };
  }
  if (kept.kind === 'wrong') return { ...queen, kind: 'wrong', sentence: kept.sentence };
  const mode = plan.kept ? openMode(own, platform) : null;
  return { ...queen, kind: 'found', token: plan.kept?.token, path: own, openMode: mode };
}
