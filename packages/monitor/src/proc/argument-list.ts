/**
 * The arguments in `/proc/<pid>/cmdline` (proc_pid_cmdline(5)): each ends in a NUL. A program that wrote a
 * title over its arguments leaves one text and a run of NULs.
 */
export function parseArguments(text: string): readonly string[] {
  const end = /\0*$/.exec(text)?.index ?? text.length;
  return end === 0 ? [] : text.slice(0, end).split('\0');
}
