import { resolve } from 'node:path';
import { type Bounds, type History, type HistoryOptions, HistoryUnavailable } from '@rbee/history';
import type { Logger } from 'pino';
import type { HistorySettings, QueenSettings } from './settings/index.ts';

/** What the history of a queen needs from its process. */
export interface HistoryEdges {
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
  readonly version: string;
  readonly openHistory: (options: HistoryOptions) => Promise<History>;
}

/**
 * Opens the history of a queen; undefined if it keeps none. A queen whose history cannot be opened runs without it and says so:
 * the present matters more than the past.
 */
export async function historyOf(
  settings: HistorySettings & Pick<QueenSettings, 'remoteWrite'>,
  { log, version, openHistory }: HistoryEdges,
): Promise<History | undefined> {
  if (!settings.history) return undefined;
  const dataFolder = resolve(settings.data);
  try {
    const { remoteWrite } = settings;
    const history = await openHistory({ dataFolder, bounds: boundsOf(settings), remoteWrite, version });
    log.info(`The history is in ${dataFolder}.`);
    for (const { name } of remoteWrite) log.info(`The samples are sent to ${name} by remote write.`);
    return history;
  } catch (error) {
    if (error instanceof HistoryUnavailable)
      log.warn(`The queen keeps no history: ${error.message}${unsent(settings)}`);
    else log.error({ err: error }, 'The queen keeps no history: it could not be opened.');
    return undefined;
  }
}

/** Without a history nothing is sent. */
const unsent = ({ remoteWrite }: Pick<QueenSettings, 'remoteWrite'>): string =>
  remoteWrite.length > 0 ? ' Nothing is sent by remote write.' : '';

/** How much of each tier is kept. */
export const boundsOf = (settings: HistorySettings): Bounds => ({
  '1s': { max_age_ms: settings.secondsAgeMs, max_bytes: settings.secondsBytes },
  '1m': { max_age_ms: settings.minutesAgeMs, max_bytes: settings.minutesBytes },
  '15m': { max_age_ms: settings.quartersAgeMs, max_bytes: settings.quartersBytes },
});
