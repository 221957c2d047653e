import { ROUTES } from '@rbee/contract/plain';
import { explained } from '../log.ts';
import { routeUrl } from '../queen-url.ts';
import { isProblem, type PostOptions, parseJson, post, resultOf } from '../sending/index.ts';
import { joinedToken } from './joined.ts';

/** What a hive needs to join. */
export interface JoinOptions extends Omit<PostOptions, 'token'> {
  readonly queenUrl: URL;
  /** The code of the invite. */
  readonly code: string;
  readonly hiveId: string;
}

/** The result of joining; `reason` is a clause for a log, without a full stop. */
export type JoinResult =
  | { readonly kind: 'joined'; readonly token: string }
  /** The queen has no access control, so that there are no tokens. */
  | { readonly kind: 'unneeded' }
  /** The queen does not take this invite of this hive. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** Try it again; `afterMs` is the wait that the queen asks for. */
  | { readonly kind: 'retry'; readonly reason: string; readonly afterMs?: number | undefined };

/** Exchanges the code of an invite for the token of a hive ([A3]). */
export async function joinQueen({ queenUrl, code, hiveId, ...options }: JoinOptions): Promise<JoinResult> {
  const body = JSON.stringify({ code, hive_id: hiveId });
  const posted = await post(routeUrl(queenUrl, ROUTES.join), body, options);
  if (!posted.ok) return { kind: 'retry', reason: explained(posted.reason) };
  const { answer } = posted;
  const token = answer.status === 200 ? joinedToken(answer.body, hiveId) : null;
  if (token !== null) return { kind: 'joined', token };
  // A queen without access control, or one that is older than it.
  if (answer.status === 404 && isProblem(parseJson(answer.body))) return { kind: 'unneeded' };
  const result = resultOf(answer, options.clock.now());
  if (result.kind === 'sent') return { kind: 'retry', reason: 'its answer has no token' };
  if (result.kind === 'refused' || result.denied || answer.status === 409) {
    return { kind: 'refused', reason: result.reason };
  }
  return { kind: 'retry', reason: result.reason, afterMs: result.afterMs };
}
