import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

/** GNU time's report on a load and the children that it waited for. */
export interface GnuTime {
  readonly elapsedS: number;
  /** User and system time, seconds. */
  readonly cpuS: number;
  /** Maximum resident memory of one of its processes. */
  readonly maxRssMib: number;
  /** `performance.now()` before the load was told to end and after its exit. */
  readonly endedAfterMs: number;
  readonly endedBeforeMs: number;
}

/** A load that runs under GNU time and that the monitor recognises as an inference server. */
export interface TimedLoad {
  /** Pid of the load, not of GNU time. */
  readonly pid: number;
  /** Pid of GNU time, which the monitor counts as part of the worker. */
  readonly timePid: number;
  readonly input: Writable;
  readonly output: Readable;
  /** Stops the load by closing its input or its output. */
  end(): Promise<GnuTime>;
}

/** `time`'s format, and bash that names its pid and gives the program the name that an engine has. */
const FORMAT = 'time %e %U %S %M';
const START =
  'if [ -n "$CGROUP" ]; then echo $$ > "$CGROUP/cgroup.procs"; fi; echo "pid $$" >&2; exec -a llama-server "$@"';

const running = new Set<TimedLoad>();

/** Starts a program as a load in `cgroup`; it gets `port` in llama.cpp's environment variable. */
export async function startLoad(argv: readonly string[], port: number, cgroup = ''): Promise<TimedLoad> {
  const child = spawn('/usr/bin/time', ['-f', FORMAT, 'bash', '-c', START, 'bash', ...argv], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'C', LLAMA_ARG_PORT: `${port}`, CGROUP: cgroup },
  });
  const said = listen(child);
  const [, pid = ''] = await said(/^pid (\d+)$/m);
  const load: TimedLoad = {
    pid: Number(pid),
    timePid: child.pid ?? 0,
    input: child.stdin,
    output: child.stdout,
    end: async () => {
      running.delete(load);
      const endedAfterMs = performance.now();
      child.stdin.end();
      child.stdout.destroy();
      const [, elapsed, user, system, kib] = await said(/^time (\S+) (\S+) (\S+) (\d+)$/m);
      return {
        elapsedS: Number(elapsed),
        cpuS: Number(user) + Number(system),
        maxRssMib: Number(kib) / 1024,
        endedAfterMs,
        endedBeforeMs: performance.now(),
      };
    },
  };
  running.add(load);
  return load;
}

/** Stops all running loads. */
export const endLoads = async (): Promise<void> => {
  await Promise.all([...running].map((load) => load.end()));
};

/** Waits for a line among those that GNU time and the load write to standard error. */
function listen(child: ChildProcessByStdio<Writable, Readable, Readable>) {
  let text = '';
  child.stderr.on('data', (chunk) => (text += String(chunk)));
  child.stdin.on('error', () => {});
  return (line: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const look = () => {
        const match = line.exec(text);
        if (match) resolve(match);
      };
      child.stderr.on('data', look);
      child.once('error', reject);
      child.once('close', () => reject(new Error(`a load ended before it said ${line}:\n${text}`)));
      look();
    });
}
