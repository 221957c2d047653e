import { type HiveLog, worthALine } from './log.ts';

/** What waits and what was dropped at the moment of a report. */
export interface Backlog {
  readonly count: number;
  readonly dropped: number;
}

/** Says how sending goes, in few lines: the first and every tenth failure in a row, and the recovery. */
export interface DeliveryLog {
  sent(): void;
  refused(reason: string): void;
  failed(reason: string): void;
}

/** A log of deliveries to the queen at `queen`; `backlog` is read when a line is written. */
export function createDeliveryLog(log: HiveLog, queen: string, backlog: () => Backlog): DeliveryLog {
  let failures = 0;
  let droppedBefore = 0;
  const report = (what: string, then: string): void => {
    if (failures === 0) droppedBefore = backlog().dropped;
    failures += 1;
    if (!worthALine(failures)) return;
    const again = failures > 1 ? `, the ${failures}th failure in a row` : '';
    log.warn(`The queen at ${queen} ${what}${again}; ${then}.`);
  };
  const held = (): string =>
    `${backlog().count} waiting, ${backlog().dropped - droppedBefore} dropped so far`;
  return {
    refused: (reason) => report(`refused a heartbeat (${reason})`, 'it is dropped'),
    failed: (reason) =>
      report(
        `did not take a heartbeat (${reason})`,
        failures > 0 ? held() : 'heartbeats are kept and sent later',
      ),
    sent: () => {
      if (failures === 0) return;
      log.info(`The queen at ${queen} takes heartbeats again after ${plural(failures)}: ${held()}.`);
      failures = 0;
    },
  };
}

const plural = (failures: number): string => (failures === 1 ? '1 failure' : `${failures} failures`);
