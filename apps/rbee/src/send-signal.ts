/** Sends a signal to a process, unless it has ended already. */
export function sendSignal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Ends with the signal that ended the command, so that the parent process sees the same status. */
export async function endBy(name: NodeJS.Signals): Promise<void> {
  process.removeAllListeners(name);
  process.kill(process.pid, name);
  await new Promise((resolve) => setTimeout(resolve, 1_000)); // a signal that is blocked here never arrives
}
