/** One process of an unsteady machine, as it truly is. */
export interface TrueProcess {
  readonly pid: number;
  parent: number;
  start: number;
  /** Programs that it has run: each has a stack of its own. */
  programs: number;
  argv: readonly string[];
  cpuTicks: number;
  reapedTicks: number;
  /** Those of children that it waited for included, as the kernel adds them. */
  readBytes: number;
  /** Where it listens. */
  port: number | null;
  /** It is in the cgroup of the machine's only instance. */
  inCgroup: boolean;
}

/** A process as it begins. */
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

/** What something has used. */
interface Used {
  ticks: number;
  bytes: number;
}

/** A machine as it truly is. */
export interface UnsteadyMachine {
  readonly processes: Map<number, TrueProcess>;
  uptimeS: number;
  bootTimeS: number;
  /** What the cgroup of the only instance counts. */
  readonly cgroup: Used;
  /** What all processes have truly used since the machine was made. */
  readonly worked: Used;
  /** A process uses CPU time and moves bytes. */
  work(pid: number, ticks: number): void;
  /** A process ends: init takes its children, and its parent waits for it. */
  end(pid: number): void;
}

/** Four servers that have used a lot before anybody looked: by engine, by cgroup, and by a pattern. */
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
