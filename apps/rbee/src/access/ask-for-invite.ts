import { createCheck, NewInviteSchema, ProblemSchema, ROUTES } from '@rbee/contract';
import { DEFAULT_QUEEN_PORT, readJoinText, visibleText } from '@rbee/contract/plain';
import { routeUrl } from '@rbee/hive';
import { reasonOf } from '../ask-json.ts';
import { type SecretEdges, secretIn } from '../credential/index.ts';
import type { Outcome } from '../outcome.ts';
import type { ProcessEdges } from '../process-edges.ts';
import type { InviteSettings } from '../settings/index.ts';
import { bodyOf, type Made } from './made-invite.ts';

/** Time that the queen has to answer, milliseconds. */
const TIMEOUT_MS = 10_000;

const inviteCheck = createCheck(NewInviteSchema);
const problemCheck = createCheck(ProblemSchema);

/** Asks a queen for an invite with the API token in a file. */
export async function askForInvite(
  settings: InviteSettings & { readonly tokenFile: string },
  edges: SecretEdges & Pick<ProcessEdges, 'fetch'>,
): Promise<Made | Outcome> {
  const { tokenFile, queenUrl = `http://localhost:${DEFAULT_QUEEN_PORT}` } = settings;
  const token = secretIn(tokenFile, 'token', edges);
  if (!token.ok) return { code: 2, sentence: `rbee invite: ${token.complaint}` };
  const failed = (why: string): Outcome => ({
    code: 1,
    sentence: `rbee invite: the queen at ${queenUrl} ${why}`,
  });
  try {
    const response = await edges.fetch(routeUrl(new URL(queenUrl), ROUTES.invites), {
      method: 'POST',
      headers: { authorization: `Bearer ${token.value}`, 'content-type': 'application/json' },
      body: JSON.stringify(bodyOf(settings)),
      redirect: 'manual', // the token is for this queen only
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const body: unknown = await response.json().catch(() => undefined);
    if (response.ok && inviteCheck.is(body) && readJoinText(body.join)) return body;
    if (response.status === 401) return failed(`does not accept the token in ${tokenFile}.`);
    return failed(
      problemCheck.is(body)
        ? `refuses: ${visibleText(body.detail)}`
        : `answers ${response.status}, not as a queen does.`,
    );
  } catch (error) {
    return failed(`does not answer (${reasonOf(error, TIMEOUT_MS)}).`);
  }
}
