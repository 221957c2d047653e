import { natural } from './natural.ts';

/** What a process may, as far as it decides whom it sees. */
export interface Credentials {
  /** It may look into every process: CAP_SYS_PTRACE is among its effective capabilities (capabilities(7)). */
  readonly mayTraceAll: boolean;
  /** Its groups, that of its files first. */
  readonly groups: readonly number[];
}

/** Bit of CAP_SYS_PTRACE in the kernel's include/uapi/linux/capability.h. */
const SYS_PTRACE = 19n;

/** Reads `/proc/<pid>/status` (proc_pid_status(5)); what is not said, it may not. */
export function parseCredentials(status: string): Credentials {
  const capabilities = /^CapEff:\s+([0-9a-f]{1,16})$/m.exec(status)?.[1];
  const fileGroup = /^Gid:(?:\s+\d+){3}\s+(\d+)$/m.exec(status)?.[1];
  const others = /^Groups:\s+(.*)$/m.exec(status)?.[1]?.split(' ') ?? [];
  return {
    mayTraceAll: ((BigInt(`0x${capabilities ?? '0'}`) >> SYS_PTRACE) & 1n) === 1n,
    groups: [fileGroup, ...others].flatMap((it) => natural(it) ?? []),
  };
}
