import { fetchOverHttp, fetchPinned, type HiveOptions, type TokenSource } from '@rbee/hive';
import { openMode } from '../private-file.ts';
import { type HiveSettings, hostOf, isLoopback } from '../settings/index.ts';
import { type InviteEdges, inviteOf } from './invite.ts';
import type { JoinEdges } from './join.ts';
import { keptTokenPath, readKept } from './kept-token.ts';
import { type Plan, planOf } from './plan.ts';
import { givenSource, keptSource, readGiven } from './token-sources.ts';

/** What preparing needs from the process. */
export interface PrepareEdges extends InviteEdges, Omit<JoinEdges, 'fetch' | 'path'> {
  readonly platform: NodeJS.Platform;
  /** Name of the hive where nothing else says one. */
  readonly defaultHiveId: string;
  /** The token that `rbee up` has for it; undefined if another program started it. */
  readonly token: string | undefined;
}

/** Which queen the hive reports to and with which token; or a clause about why it cannot, without its full stop. */
export type Prepared =
  | ({ readonly ok: true } & Pick<HiveOptions, 'queenUrl' | 'hiveId' | 'pin' | 'token'>)
  | { readonly ok: false; readonly sentence: string };

/** Finds the queen and the token of a hive, and joins first if it has an invite that was not used yet ([A3]). */
export async function prepareAccess(settings: HiveSettings, edges: PrepareEdges): Promise<Prepared> {
  const { log, readText } = edges;
  const path = keptTokenPath(settings.data);
  const found = await inviteOf(settings, edges);
  const kept = readKept(path, readText);
  const invite = found.ok ? found.invite : undefined;
  const plan = planOf({ settings, invite, kept, defaultHiveId: edges.defaultHiveId });
  if (!found.ok) {
    if (!plan.kept || !found.isMissing) return { ok: false, sentence: found.sentence };
    log.warn(goesOn(found.sentence)); // whoever set this hive up may have removed the invite
  }
  if (edges.token !== undefined) {
    return { ok: true, queenUrl: plan.queenUrl, hiveId: plan.hiveId, token: edges.token };
  }
  if (plan.pin !== undefined && !plan.queenUrl.startsWith('https:')) {
    return { ok: false, sentence: `the invite needs an address with https, not ${plan.queenUrl}` };
  }
  if (settings.tokenFile !== undefined) return given(settings.tokenFile, plan, edges);
  if (kept.kind === 'wrong') log.warn(`${capital(kept.sentence)}.`);
  else if (kept.kind === 'kept' && !plan.kept && !plan.join) log.info(ofAnother(path, kept.kept, plan));
  return joined(path, plan, edges);
}

const capital = (clause: string): string => clause.charAt(0).toUpperCase() + clause.slice(1);
const goesOn = (clause: string): string => `${capital(clause)}; the hive goes on with the token that it has.`;

const ofAnother = (path: string, kept: { queenUrl: string; hiveId: string }, plan: Plan): string =>
  `The token in ${path} is not used: it is of the hive ${kept.hiveId} at ${kept.queenUrl}, and this is the hive ${plan.hiveId} at ${plan.queenUrl}.`;

async function joined(path: string, plan: Plan, edges: PrepareEdges): Promise<Prepared> {
  let { kept } = plan;
  if (plan.join) {
    const fetch = plan.pin === undefined ? fetchOverHttp : fetchPinned(plan.pin);
    const { joinWith } = await import('./join.ts'); // a hive that has joined saves its memory
    const result = await joinWith(plan, plan.join, { ...edges, fetch, path });
    if (result.kind === 'joined') kept = result.kept;
    if (result.kind === 'refused') {
      if (!kept) return { ok: false, sentence: result.sentence };
      edges.log.warn(goesOn(result.sentence));
    }
  }
  if (kept) warnOf(path, plan, edges);
  return prepared(
    { ...plan, pin: kept ? kept.pin : plan.pin },
    keptSource(path, { ...plan, kept }, edges.readText),
  );
}

function given(path: string, plan: Plan, edges: PrepareEdges): Prepared {
  const read = readGiven(path, edges.readText);
  if (!read.ok) return read;
  warnOf(path, plan, edges);
  return prepared(plan, givenSource(path, edges.readText));
}

const prepared = ({ queenUrl, hiveId, pin }: Plan, token: TokenSource): Prepared => ({
  ok: true,
  queenUrl,
  hiveId,
  token,
  ...(pin !== undefined && { pin }),
});

/** Says who else could get the token. */
function warnOf(path: string, { queenUrl }: Plan, { log, platform }: PrepareEdges): void {
  const mode = openMode(path, platform);
  if (mode !== null) {
    log.warn(`Other users can read the token of this hive (mode ${mode}): run chmod 600 ${path}.`);
  }
  const url = new URL(queenUrl);
  if (url.protocol === 'http:' && !isLoopback(hostOf(url))) {
    log.warn(`The token of this hive goes over the network without TLS: whoever reads along can use it.`);
  }
}
