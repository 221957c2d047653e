import type { TrueProcess, UnsteadyMachine } from './unsteady-machine.ts';

/** Where the cgroups of an unsteady machine are. */
export const CGROUPS = '/cgroups';
const INSTANCE = `${CGROUPS}/rbee.slice/chat/one`;
const TICKS_S = 100;

/** The text of a file, null if there is none. Its counters are multiplied by `factor`. */
export function textOf(machine: UnsteadyMachine, path: string, factor: number): string | null {
  const [, pid, name = ''] = /^\/proc\/(\d+)\/([\w/]+)$/.exec(path) ?? [];
  if (pid === undefined) return machineText(machine, path, factor);
  const process = machine.processes.get(Number(pid));
  if (!process) return null;
  if (name === 'net/tcp') return tcpOf(machine);
  return processText(process, name, factor);
}

/** The names in a directory, null if there is none. */
export function namesOf({ processes }: UnsteadyMachine, path: string): readonly string[] | null {
  if (path === '/proc') return ['self', 'uptime', ...[...processes.keys()].map(String)];
  const process = processOf(processes, /^\/proc\/(\d+)\/fd$/.exec(path));
  return process ? ['0', ...(process.port === null ? [] : ['3'])] : null;
}

/** The target of a link, null if there is none. */
export function linkOf({ processes }: UnsteadyMachine, path: string): string | null {
  const found = /^\/proc\/(\d+)\/(ns\/net|cwd|fd\/3)$/.exec(path);
  const process = processOf(processes, found);
  if (!process) return null;
  if (found?.[2] === 'cwd') return '/';
  return found?.[2] === 'ns/net' ? 'net:[1]' : `socket:[${process.port}]`;
}

/** The directories in a directory. */
export const directoriesOf = (path: string): readonly string[] =>
  ({
    [CGROUPS]: ['rbee.slice'],
    [`${CGROUPS}/rbee.slice`]: ['chat'],
    [`${CGROUPS}/rbee.slice/chat`]: ['one'],
  })[path] ?? [];

const processOf = (processes: UnsteadyMachine['processes'], found: RegExpExecArray | null) =>
  found ? processes.get(Number(found[1])) : undefined;

function machineText(machine: UnsteadyMachine, path: string, factor: number): string | null {
  const { uptimeS, bootTimeS, cgroup, processes } = machine;
  const texts: Record<string, () => string> = {
    '/proc/uptime': () => `${uptimeS.toFixed(2)} 0.00\n`,
    '/proc/stat': () =>
      `cpu  100 0 100 1000 0 0 0 0 0 0\ncpu0 50 0 50 500 0 0 0 0 0 0\ncpu1 50 0 50 500 0 0 0 0 0 0\nbtime ${bootTimeS}\n`,
    '/proc/loadavg': () => '0.10 0.20 0.30 1/100 4000\n',
    '/proc/meminfo': () =>
      'MemTotal: 8000000 kB\nMemAvailable: 4000000 kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n',
    [`${INSTANCE}/cgroup.procs`]: () =>
      [...processes.values()].map(({ pid, inCgroup }) => (inCgroup ? `${pid}\n` : '')).join(''),
    [`${INSTANCE}/cpu.stat`]: () =>
      `usage_usec ${Math.floor((cgroup.ticks * 1e6 * factor) / TICKS_S)}\nuser_usec 1\nsystem_usec 1\n`,
    [`${INSTANCE}/io.stat`]: () => `8:0 rbytes=${Math.floor(cgroup.bytes * factor)} wbytes=0 rios=1 wios=0\n`,
  };
  return texts[path]?.() ?? null;
}

const tcpOf = ({ processes }: UnsteadyMachine): string =>
  [...processes.values()]
    .flatMap(({ port }) => (port === null ? [] : tcpRow(port)))
    .reduce((text, row) => text + row, '  sl  local_address rem_address   st\n');

const tcpRow = (port: number): string =>
  `   0: 00000000:${port.toString(16).toUpperCase().padStart(4, '0')} 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 ${port} 1 0 100\n`;

function processText(it: TrueProcess, file: string, factor: number): string | null {
  const name = it.argv[0]?.slice(0, 15) ?? '';
  const counted = (count: number) => Math.floor(count * factor);
  const stack = 140_736_788_000_000 + it.start * 1000 + it.programs;
  const texts: Record<string, () => string> = {
    stat: () =>
      `${it.pid} (${name}) S ${it.parent} 1 1 0 -1 4194304 0 0 0 0 ${counted(it.cpuTicks)} 0 ${counted(it.reapedTicks)} 0 20 0 1 0 ${it.start} 17145856 3447 18446744073709551615 0 0 ${stack} 0 0 0 0\n`,
    comm: () => `${name}\n`,
    cmdline: () => it.argv.map((arg) => `${arg}\0`).join(''),
    environ: () => 'HOME=/root\0LLAMA_ARG_PORT=8003\0',
    statm: () => '9000 2560 100 10 0 500 0\n',
    cgroup: () => (it.inCgroup ? '0::/rbee.slice/chat/one\n' : '0::/\n'),
    io: () =>
      `rchar: 1\nwchar: 1\nsyscr: 1\nsyscw: 1\nread_bytes: ${counted(it.readBytes)}\nwrite_bytes: 0\ncancelled_write_bytes: 0\n`,
  };
  return texts[file]?.() ?? null;
}
