/** Soft limit of open files in `/proc/<pid>/limits` (proc_pid_limits(5)); null when it is not said. */
export function parseOpenFileLimit(text: string): number | null {
  const [, soft] = /^Max open files +(\d+|unlimited)/m.exec(text) ?? [];
  if (soft === undefined) return null;
  return soft === 'unlimited' ? Number.MAX_SAFE_INTEGER : Number(soft);
}
