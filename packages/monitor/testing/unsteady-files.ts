import type { Files } from '../src/sources/files.ts';

/** One process of an unsteady machine, as it truly is. */
export interface TrueProcess {
  readonly pid: number;
  parent: number;
  start: number;
  argv: readonly string[];
  cpuTicks: number;
  reapedTicks: number;
  readBytes: number;
}

/** What happens to one read. */
export type Disturbance = 'none' | 'vanish' | 'permission' | 'cut' | 'garbage' | 'backwards';

/** The machine as it truly is, and what disturbs the reading of it. */
export interface UnsteadyMachine {
  readonly processes: Map<number, TrueProcess>;
  uptimeS: number;
  bootTimeS: number;
  /** Decides about each read by its path. */
  disturb(path: string): Disturbance;
}

const GONE = { ok: false, refusal: 'gone' } as const;

/** An in-memory /proc whose every read can be disturbed. */
export function unsteadyFiles(machine: UnsteadyMachine): Files {
  const text: Files['text'] = (path) => {
    const whole = textOf(machine, path);
    if (whole === null) return GONE;
    switch (machine.disturb(path)) {
      case 'vanish':
        return GONE;
      case 'permission':
        return { ok: false, refusal: 'permission' };
      case 'cut':
        return { ok: true, value: whole.slice(0, whole.length >> 1) };
      case 'garbage':
        return { ok: true, value: whole.replace(/\d/g, (digit) => (Number(digit) % 2 ? '\u0000' : '-9')) };
      case 'backwards':
        return { ok: true, value: whole.replace(/\b\d{3,}\b/g, '7') };
      case 'none':
        return { ok: true, value: whole };
    }
  };
  return {
    text,
    again: text,
    turn: () => {},
    close: () => {},
    bytes: () => GONE,
    names: (path) => (path === '/proc' ? { ok: true, value: namesOf(machine) } : GONE),
    link: () => GONE,
    directories: () => [],
    exists: () => false,
  };
}

const namesOf = ({ processes }: UnsteadyMachine): string[] => [
  'self',
  'uptime',
  ...[...processes.keys()].map(String),
];

function textOf(machine: UnsteadyMachine, path: string): string | null {
  const [, pid, name] = /^\/proc\/(\d+)\/(\w+)$/.exec(path) ?? [];
  const process = pid === undefined ? undefined : machine.processes.get(Number(pid));
  if (process) return textsOf(process)[name ?? ''] ?? null;
  return machineTexts(machine)[path] ?? null;
}

const machineTexts = ({ uptimeS, bootTimeS }: UnsteadyMachine): Record<string, string> => ({
  '/proc/uptime': `${uptimeS.toFixed(2)} 0.00\n`,
  '/proc/stat': `cpu  100 0 100 1000 0 0 0 0 0 0\ncpu0 50 0 50 500 0 0 0 0 0 0\ncpu1 50 0 50 500 0 0 0 0 0 0\nbtime ${bootTimeS}\n`,
  '/proc/loadavg': '0.10 0.20 0.30 1/100 4000\n',
  '/proc/meminfo': 'MemTotal: 8000000 kB\nMemAvailable: 4000000 kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n',
});

function textsOf({
  pid,
  parent,
  start,
  argv,
  cpuTicks,
  reapedTicks,
  readBytes,
}: TrueProcess): Record<string, string> {
  const name = argv[0]?.slice(0, 15) ?? '';
  const times = `${cpuTicks} 0 ${reapedTicks} 0 20 0 1 0 ${start}`;
  return {
    stat: `${pid} (${name}) S ${parent} 1 1 0 -1 4194304 0 0 0 0 ${times} 17145856 3447 18446744073709551615 0 0 14073678889${start % 9000} 0 0 0 0\n`,
    comm: `${name}\n`,
    cmdline: argv.map((arg) => `${arg}\0`).join(''),
    environ: '',
    statm: '9000 2560 100 10 0 500 0\n',
    io: `rchar: 1\nwchar: 1\nsyscr: 1\nsyscw: 1\nread_bytes: ${readBytes}\nwrite_bytes: 0\ncancelled_write_bytes: 0\n`,
  };
}
