/** The true state of a process of an unsteady machine. */
export interface TrueProcess {
  readonly pid: number;
  parent: number;
  start: number;
  /** Number of programs that it has run. Each has another stack address. */
  programs: number;
  argv: readonly string[];
  cpuTicks: number;
  reapedTicks: number;
  /** Includes those of children that it waited for, as in the kernel. */
  readBytes: number;
  /** The port that it listens on. */
  port: number | null;
  /** It is in the cgroup of the machine's only instance. */
  inCgroup: boolean;
}

/** A process that has just started. */
export const born = (
  pid: number,
  start: number,
  argv: readonly string[],
  more: Partial<TrueProcess> = {},
): TrueProcess => ({
  pid,
  start,
  argv,
  parent: 1,
  programs: 0,
  port: null,
  inCgroup: false,
  cpuTicks: 0,
  reapedTicks: 0,
  readBytes: 0,
  ...more,
});

interface Used {
  ticks: number;
  bytes: number;
}

/** The true state of a machine whose reads may be disturbed. */
export interface UnsteadyMachine {
  readonly processes: Map<number, TrueProcess>;
  uptimeS: number;
  bootTimeS: number;
  /** The counters of the cgroup of the only instance. */
  readonly cgroup: Used;
  /** What all processes have used since the machine was created. */
  readonly worked: Used;
  /** Adds CPU time and storage reads to a process. */
  work(pid: number, ticks: number): void;
  /** Ends a process: init adopts its children, and its parent waits for it. */
  end(pid: number): void;
}

/** A machine with four servers with high counters: two of known engines, one in a cgroup, one for a watch pattern. */
export function createUnsteadyMachine(): UnsteadyMachine {
  const before = { cpuTicks: 5000, readBytes: 5e9 };
  const servers = [
    born(10, 1000, ['vllm', 'serve', 'org/one', '--port', '8001'], { ...before, port: 8001 }),
    born(11, 1001, ['llama-server', '-m', 'two.gguf', '--port', '8002'], { ...before, port: 8002 }),
    born(12, 1002, ['llama-server', '-m', 'the-third.gguf'], { ...before, port: 8003, inCgroup: true }),
    born(13, 1003, ['my-embed', '--key', 'x'], { ...before, port: 7003 }),
  ];
  const processes = new Map([born(1, 1, ['init'], { parent: 0 }), ...servers].map((it) => [it.pid, it]));
  const machine: UnsteadyMachine = {
    processes,
    uptimeS: 500,
    bootTimeS: 1_700_000_000,
    cgroup: { ticks: 5000, bytes: 5e9 },
    worked: { ticks: 0, bytes: 0 },
    work: (pid, ticks) => {
      const it = processes.get(pid);
      if (!it) return;
      const bytes = ticks * 10_000;
      it.cpuTicks += ticks;
      it.readBytes += bytes;
      for (const used of it.inCgroup ? [machine.cgroup, machine.worked] : [machine.worked]) {
        used.ticks += ticks;
        used.bytes += bytes;
      }
    },
    end: (pid) => {
      const it = processes.get(pid);
      const parent = it && processes.get(it.parent);
      processes.delete(pid);
      for (const child of processes.values()) if (child.parent === pid) child.parent = 1;
      if (!parent) return;
      parent.reapedTicks += it.cpuTicks + it.reapedTicks;
      parent.readBytes += it.readBytes;
    },
  };
  return machine;
}
