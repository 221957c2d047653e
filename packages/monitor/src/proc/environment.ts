/** The named variables of `/proc/<pid>/environ` (proc_pid_environ(5)), and no others: the rest may hold secrets. */
export function pickEnvironment(text: string, names: readonly string[]): ReadonlyMap<string, string> {
  const picked = new Map<string, string>();
  for (const entry of text.split('\0')) {
    const equals = entry.indexOf('=');
    const name = entry.slice(0, equals);
    if (equals > 0 && names.includes(name)) picked.set(name, entry.slice(equals + 1));
  }
  return picked;
}
