import { createQueenClient, type HiveView, QueenError } from '@rbee/queen-rbee-sdk';
import { refusalOf } from '../credential/index.ts';

/** What a queen says of some hives, or why it says nothing. */
export type QueenSays =
  | {
      readonly answers: true;
      readonly version: string;
      /** The hives that it knows, of those that were asked for. */
      readonly hives: readonly HiveView[];
      readonly unknown: readonly string[];
    }
  /** `refuses` if it asks who somebody is. */
  | { readonly answers: false; readonly refuses: boolean; readonly reason: string };

/** Time that the queen has for each answer, milliseconds. */
const TIMEOUT_MS = 3_000;

/** The queen that is asked, and who asks. */
export interface AskedQueen {
  readonly baseUrl: string;
  readonly token?: string | (() => Promise<string>);
}

/** Asks a queen what it knows of hives. */
export async function askQueen(
  queen: AskedQueen,
  hiveIds: readonly string[],
  fetchIt: typeof fetch,
): Promise<QueenSays> {
  const client = createQueenClient({ ...queen, fetch: fetchIt, timeoutMs: TIMEOUT_MS });
  try {
    const { version } = await client.info();
    const hives: HiveView[] = [];
    const unknown: string[] = [];
    for (const id of hiveIds) {
      const hive = await client.hive(id).catch((error: unknown) => {
        if (error instanceof QueenError && error.code === 'hive_not_found') return undefined;
        throw error;
      });
      if (hive) hives.push(hive);
      else unknown.push(id);
    }
    return { answers: true, version, hives, unknown };
  } catch (error) {
    if (error instanceof QueenError && error.status === 401)
      return { answers: false, refuses: true, reason: refusalOf(queen.token !== undefined) };
    if (error instanceof QueenError || error instanceof TypeError)
      return { answers: false, refuses: false, reason: error.message };
    throw error;
  }
}
