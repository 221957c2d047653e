import type { ProcessStats } from '@rbee/contract';
import type { UpSettings } from '../settings/index.ts';
import { SAMPLE_MODELS } from './sample-workers.ts';

/** What `rbee up` prints when it runs, line by line. */
export function opening(
  address: string,
  pageBuilt: boolean,
  workers: readonly ProcessStats[],
  settings: UpSettings,
): readonly string[] {
  return [
    `rbee is running. Open ${address}`,
    ...(pageBuilt ? [] : ['The web page is not built yet; `npm start` builds it.']),
    `This machine reports as the hive "${settings.hiveId}" every ${settings.intervalMs / 1_000} s.`,
    aboutWorkers(workers, settings.samples),
    'Press Ctrl-C to stop everything that rbee up started.',
  ];
}

/** Workers that are named; the page shows them all. */
const NAMED = 5;

function aboutWorkers(workers: readonly ProcessStats[], samples: boolean): string {
  if (workers.length > 0) {
    const names = workers
      .slice(0, NAMED)
      .map(({ group, instance, model }) => `${group}/${instance}${model ? ` (${model})` : ''}`);
    const more = workers.length > NAMED ? ` and ${workers.length - NAMED} more` : '';
    return `Inference servers on this machine: ${names.join(', ')}${more}.`;
  }
  const none = 'No inference server was found on this machine';
  return samples
    ? `${none}, so two sample workers were started as a demo: ${SAMPLE_MODELS.join(' and ')}.`
    : `${none}; it appears here when you start one.`;
}
