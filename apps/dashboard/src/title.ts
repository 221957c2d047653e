import type { UseHeartbeatResult } from '@rbee/queen-rbee-react';

/** The page title with the counts, so that a background tab shows them too. */
export function titleOf({ data, connected }: Pick<UseHeartbeatResult, 'data' | 'connected'>): string {
  if (!data) return 'rbee';
  const counts = `${counted(data.workers_online, 'worker')}, ${counted(data.hives_online, 'hive')}`;
  return connected ? `${counts} · rbee` : 'not connected · rbee';
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
