import { natural } from './natural.ts';

/** Bytes that a process caused to be fetched from or sent to storage (proc_pid_io(5)). */
export interface ProcessIo {
  readonly readBytes: number;
  readonly writtenBytes: number;
}

/** Reads `/proc/<pid>/io`; null when either count is missing. */
export function parseProcessIo(text: string): ProcessIo | null {
  const readBytes = natural(/^read_bytes: (\d+)$/m.exec(text)?.[1]);
  const writtenBytes = natural(/^write_bytes: (\d+)$/m.exec(text)?.[1]);
  return readBytes === null || writtenBytes === null ? null : { readBytes, writtenBytes };
}
