import { hasAccessToken } from './access-token.ts';
import { programName, programOf } from './program.ts';

/** A file name as programs and modules have it. A title that a process gave itself has other characters. */
const FILE_NAME = /^[\w.+@-]{1,64}$/;

/**
 * Name of the program that a process runs, without its arguments: of the script or module behind an interpreter, else of
 * the file, else the short name that the kernel keeps. Null if none of them is a plain name, or if it contains what is
 * likely an access token.
 */
export function programLabel(argv: readonly string[], command: string): string | null {
  const program = programOf(argv);
  const names = [program?.name, program?.module, programName(argv[0] ?? ''), command];
  return names.find((it) => it && FILE_NAME.test(it) && !/^[.-]+$/.test(it) && !hasAccessToken(it)) ?? null;
}
