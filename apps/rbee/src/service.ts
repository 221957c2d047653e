import { spawn } from 'node:child_process';
import type { ProcessEdges } from './process-edges.ts';

/** What telling systemd needs from the process. */
export interface ServiceEdges extends Pick<ProcessEdges, 'environment' | 'clock' | 'stop' | 'say'> {
  readonly pid: number;
  /** Sends a line of sd_notify(3); rejects with the reason if it cannot be sent. */
  readonly notify: (line: string) => Promise<void>;
}

/**
 * Tells systemd that the unit has started, then at half of each `WatchdogSec=` that it still runs, and at the end that it stops
 * (sd_notify(3)). A program whose event loop is blocked says nothing, so systemd starts it again.
 */
export function tellSystemd({ environment, clock, stop, say, pid, notify }: ServiceEdges): void {
  let hasFailed = false;
  const tell = async (line: string): Promise<void> => {
    try {
      await notify(line);
    } catch (error) {
      if (!hasFailed)
        say(
          `systemd cannot be told "${line}": ${String(error)}. Use Type=exec without WatchdogSec= in the unit.`,
        );
      hasFailed = true;
    }
  };
  void tell('READY=1');
  stop.addEventListener('abort', () => void tell('STOPPING=1'), { once: true });
  const everyMs = watchdogMs(environment, pid) / 2;
  const again = (): void => {
    clock.after(everyMs, () => {
      void tell('WATCHDOG=1');
      again();
    });
  };
  if (everyMs > 0) again();
}

/** The time within which systemd wants to hear from this process, in milliseconds; 0 if it does not. */
function watchdogMs(environment: ProcessEdges['environment'], pid: number): number {
  const isMeant = [undefined, '', `${pid}`].includes(environment['WATCHDOG_PID']);
  const us = Number(environment['WATCHDOG_USEC']);
  return isMeant && us > 0 ? us / 1_000 : 0;
}

/**
 * Sends a line by systemd-notify(1), as Node has no datagrams on Unix sockets. It is another process than the unit's main one, so
 * the unit needs `NotifyAccess=all`.
 */
export function bySystemdNotify(line: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('systemd-notify', [line], { stdio: 'ignore' });
    child.once('error', reject);
    child.once('exit', (status) =>
      status === 0 ? resolve() : reject(new Error(`systemd-notify ended with ${status}`)),
    );
  });
}
