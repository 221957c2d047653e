import { createCheck, QueenInfoSchema, ROUTES } from '@rbee/contract';
import type { Finding } from '@rbee/monitor';

/** Longest time that a queen has to answer, milliseconds. */
const TIMEOUT_MS = 2_000;

const infoCheck = createCheck(QueenInfoSchema);

/** Whether the queen that a hive would report to can be reached from here. */
export async function queenFinding(queenUrl: string, fetchIt: typeof fetch): Promise<Finding> {
  const finding = (state: Finding['state'], detail: string): Finding => ({
    id: 'queen',
    label: 'Queen',
    state,
    detail,
  });
  const url = `${queenUrl.replace(/\/+$/, '')}${ROUTES.info}`;
  try {
    const response = await fetchIt(url, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'manual' });
    const body: unknown = response.ok ? await response.json().catch(() => undefined) : undefined;
    if (infoCheck.is(body)) return finding('ok', `${queenUrl} is reachable, version ${body.version}.`);
    return finding(
      'partly',
      `${queenUrl} answers ${response.status} at ${ROUTES.info}, but not as a queen; set the right address with --queen-url.`,
    );
  } catch (error) {
    return finding(
      'no',
      `${queenUrl} does not answer (${reasonOf(error)}); start a queen with \`rbee queen\`, or set its address with --queen-url.`,
    );
  }
}

/** The message of fetch() is only "fetch failed"; the reason is in its cause. */
function reasonOf(error: unknown): string {
  const { name, cause } = error as Error;
  if (name === 'TimeoutError') return `no answer within ${TIMEOUT_MS / 1_000} s`;
  const { code, message } = (cause ?? error) as { code?: string; message?: string };
  return code ?? message ?? String(error);
}
