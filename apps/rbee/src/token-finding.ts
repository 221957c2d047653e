import { AccessStateSchema, createCheck, ROUTES } from '@rbee/contract';
import { type FetchQueen, routeUrl } from '@rbee/hive';
import type { Finding, FindingState } from '@rbee/monitor';
import { askJson } from './ask-json.ts';
import type { FoundToken } from './found-token.ts';

const stateCheck = createCheck(AccessStateSchema);

const INVITE = 'run `rbee invite` on the machine of the queen, and start the hive with what it prints';

/** Whether a hive on this machine has a token, whether others can read it, and whether the queen accepts it ([A3]). */
export async function tokenFinding(found: FoundToken, fetch: FetchQueen): Promise<Finding> {
  const report = (state: FindingState, detail: string): Finding => ({
    id: 'token',
    label: 'Token',
    state,
    detail,
  });
  if (found.kind === 'wrong') return report('no', `${found.sentence}.`);
  const { token, path } = found;
  const url = routeUrl(new URL(found.queenUrl), ROUTES.access);
  const told = await askJson(fetch, url, token);
  const state = told.ok && stateCheck.is(told.body) ? told.body : null;
  const asksNobody = told.ok && told.status === 404 && told.isProblem;
  if (asksNobody || state?.control === false)
    return report('ok', 'None is needed: the queen has no access control.');
  const isKnown = state !== null || (told.ok && told.status === 401 && told.isProblem);
  if (token === undefined) {
    return isKnown
      ? report('no', `None, and the queen accepts no heartbeat without one; ${INVITE}.`)
      : report('ok', 'None; whether one is needed could not be asked.');
  }
  const others =
    found.openMode === null
      ? ''
      : ` Other users can read it (mode ${found.openMode}): run chmod 600 ${path}.`;
  if (!isKnown)
    return report('partly', `${path} has one; whether it is accepted could not be asked.${others}`);
  if (state?.me?.kind !== 'hive')
    return report('no', `The queen does not accept the one in ${path}; ${INVITE}.${others}`);
  if (state.me.name !== found.hiveId) {
    return report(
      'no',
      `The one in ${path} is of the hive ${state.me.name}, and this is ${found.hiveId}; ${INVITE}.`,
    );
  }
  return report(others === '' ? 'ok' : 'partly', `The queen accepts the one in ${path}.${others}`);
}
