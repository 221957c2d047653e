import { problem } from './fake-queen.ts';

/** Who may send to a fake queen ([A2], [A3]): tokens by their hives, codes of invites, and what is asked about them. */
export class FakeAccess {
  /** The hive of each token that is valid. */
  readonly tokens = new Map<string, string>();
  /** Codes that can be used once. */
  readonly codes = new Set<string>();
  /** Hives that are asked to take their next token. */
  readonly rotating = new Set<string>();
  #made = 0;

  /** Makes a token of a hive; the earlier one stays valid. */
  issue(hiveId: string): string {
    this.#made += 1;
    const token = `rbh_${String(this.#made).padStart(43, '0')}`;
    this.tokens.set(token, hiveId);
    return token;
  }

  /** The refusal of a request that shows this token; null if it may pass. */
  refusal(token: string | undefined, hiveId?: string): Response | null {
    const owner = this.tokens.get(token ?? '');
    if (owner === undefined) return problem(401, 'unauthenticated', 'Show a valid token.');
    if (hiveId === undefined || owner === hiveId) return null;
    return problem(403, 'wrong_hive', `The token belongs to ${owner}.`);
  }

  /** Answers POST /v1/access/join. */
  join({ code, hive_id }: { readonly code: string; readonly hive_id: string }): Response {
    if (!this.codes.delete(code)) return problem(401, 'join_refused', 'The invite is not valid.');
    return Response.json({ hive_id, token: this.issue(hive_id) });
  }

  /** Answers POST /v1/access/rotate. */
  rotate(token: string | undefined): Response {
    const hiveId = this.tokens.get(token ?? '') ?? '';
    return this.refusal(token) ?? Response.json({ hive_id: hiveId, token: this.issue(hiveId) });
  }
}
