import { backoffMs, type JoinText } from '@rbee/contract/plain';
import { type FetchQueen, type HiveLog, type JoinResult, joinQueen } from '@rbee/hive';
import type { ProcessEdges } from '../process-edges.ts';
import { pause } from '../time/index.ts';
import { codeHash, type KeptToken, tryToWrite, writeKept } from './kept-token.ts';
import type { Plan } from './plan.ts';

/** What joining needs from the process. */
export interface JoinEdges extends Pick<ProcessEdges, 'clock' | 'random' | 'stop'> {
  readonly log: HiveLog;
  readonly fetch: FetchQueen;
  /** Where the token is kept. */
  readonly path: string;
}

/** The result of joining; `refused` has a clause, without its full stop. */
export type Join =
  | { readonly kind: 'joined'; readonly kept: KeptToken }
  | { readonly kind: 'unneeded' | 'later' }
  | { readonly kind: 'refused'; readonly sentence: string };

/** Waits between two attempts, milliseconds. */
const BACKOFF = { minMs: 1_000, firstMaxMs: 2_000, maxMs: 30_000 };

/**
 * Joins with the invite of the plan and keeps the token. While the queen does not answer it is asked again until `stop` aborts, as
 * machines are often set up before their queen runs; but a hive that has a token already goes on with that (`later`).
 */
export async function joinWith(plan: Plan, invite: JoinText, edges: JoinEdges): Promise<Join> {
  const { log, path, fetch, clock, random, stop } = edges;
  const { queenUrl, hiveId } = plan;
  const unwritable = refusedUnless(path, () => tryToWrite(path));
  if (unwritable) return unwritable;
  const request = { queenUrl: new URL(queenUrl), code: invite.code, hiveId, fetch, clock, signal: stop };
  for (let attempts = 1; !stop.aborted; attempts += 1) {
    const result = await joinQueen(request);
    if (result.kind !== 'retry') return joined(result, plan, invite, edges);
    if (attempts === 1) log.warn(laterText(queenUrl, result.reason, plan.kept !== undefined));
    if (plan.kept) break;
    await pause(clock, Math.max(result.afterMs ?? 0, backoffMs(attempts, random(), BACKOFF)), stop);
  }
  return { kind: 'later' };
}

function joined(
  result: Exclude<JoinResult, { kind: 'retry' }>,
  { queenUrl, hiveId, pin }: Plan,
  { code }: JoinText,
  { log, path }: JoinEdges,
): Join {
  switch (result.kind) {
    case 'joined': {
      const kept = { queenUrl, pin, hiveId, token: result.token, joinedWith: codeHash(code) };
      const unwritable = refusedUnless(path, () => writeKept(path, kept));
      if (unwritable) return unwritable;
      log.info(`The hive ${hiveId} has joined the queen at ${queenUrl}; its token is in ${path}.`);
      return { kind: 'joined', kept };
    }
    case 'unneeded':
      log.info(`The queen at ${queenUrl} has no access control, so the hive needs no token.`);
      return result;
    case 'refused': {
      const sentence = `the queen at ${queenUrl} refused the invite of the hive ${hiveId} (${result.reason})`;
      return { kind: 'refused', sentence };
    }
  }
}

/** Why the token cannot be kept; null if writing works. */
function refusedUnless(path: string, write: () => void): Join | null {
  try {
    write();
    return null;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const sentence = `the token cannot be kept in ${path} (${code ?? message}); name another folder with --data`;
    return { kind: 'refused', sentence };
  }
}

const laterText = (queenUrl: string, reason: string, hasToken: boolean): string =>
  `The hive could not join the queen at ${queenUrl} (${reason}); ${
    hasToken ? 'it goes on with the token that it has' : 'it tries again until it can'
  }.`;
