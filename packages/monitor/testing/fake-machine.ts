import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { captured } from './captured.ts';
import { createFakeNetwork, type FakeSocket } from './fake-network.ts';

/** A process for a fake /proc. Fields that are not given have a default; the start time is that of the parent. */
export interface FakeProcess {
  readonly pid: number;
  readonly parent?: number;
  readonly argv?: readonly string[];
  readonly command?: string;
  readonly state?: string;
  readonly threads?: number;
  readonly flags?: number;
  readonly cpuTicks?: number;
  readonly startTicks?: number;
  readonly stackStart?: string;
  readonly residentPages?: number;
  readonly environment?: Readonly<Record<string, string>>;
  readonly readBytes?: number;
  readonly writtenBytes?: number;
  readonly session?: number;
  /** Sockets that it listens on. */
  readonly listens?: readonly FakeSocket[];
  /** Its network namespace; default: that of the machine. */
  readonly network?: string;
  /** Its working directory. */
  readonly directory?: string;
  /** The file that it runs; no link without one. */
  readonly executable?: string;
  /** Other files of its directory. */
  readonly files?: Readonly<Record<string, string>>;
}

/** A /proc, a /sys and a cgroup tree in a temporary directory, with 100 ticks per second and pages of 4096 bytes. */
export interface FakeMachine {
  readonly procRoot: string;
  readonly sysRoot: string;
  readonly cgroupRoot: string;
  process(process: FakeProcess): void;
  end(pid: number): void;
  /** Writes files of a cgroup directory; `path` is below the root of all cgroups. */
  cgroup(path: string, files: Readonly<Record<string, string>>): void;
  /** Writes any other file below /proc. */
  file(path: string, text: string): void;
  /** Creates any other link below /proc. */
  link(path: string, target: string): void;
  /** Writes a file below `sysRoot`. */
  sysFile(path: string, text: string | Uint8Array): void;
  /** Creates a link below `sysRoot`. */
  sysLink(path: string, target: string): void;
  /** Removes a file, a link or a directory below `sysRoot`. */
  removeSys(path: string): void;
  remove(): void;
}

/** Creates a machine with captured figures, without a process and without a GPU. */
export function createFakeMachine(): FakeMachine {
  const root = mkdtempSync(join(tmpdir(), 'rbee-monitor-'));
  const procRoot = join(root, 'proc');
  const sysRoot = join(root, 'sys');
  const cgroupRoot = join(root, 'cgroup');
  const write = (path: string, text: string | Uint8Array) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  };
  const link = (path: string, target: string) => {
    mkdirSync(dirname(path), { recursive: true });
    rmSync(path, { force: true });
    symlinkSync(target, path);
  };
  for (const name of ['stat', 'meminfo', 'loadavg', 'uptime']) {
    write(join(procRoot, name), captured(`machine-${name}.txt`));
  }
  mkdirSync(cgroupRoot);
  mkdirSync(join(sysRoot, 'bus/pci/devices'), { recursive: true });
  const starts = new Map<number, number>();
  const network = createFakeNetwork(procRoot);
  return {
    procRoot,
    sysRoot,
    cgroupRoot,
    process: (it) => {
      const startTicks = it.startTicks ?? starts.get(it.parent ?? 1) ?? 1000;
      starts.set(it.pid, startTicks);
      const texts = textsOf({ ...it, startTicks });
      for (const [name, text] of Object.entries(texts)) write(join(procRoot, `${it.pid}`, name), text);
      const directory = join(procRoot, `${it.pid}`);
      rmSync(join(directory, 'cwd'), { force: true });
      symlinkSync(it.directory ?? '/', join(directory, 'cwd'));
      rmSync(join(directory, 'exe'), { force: true });
      if (it.executable !== undefined) symlinkSync(it.executable, join(directory, 'exe'));
      network.attach(it.pid, it.network ?? 'machine', it.listens ?? []);
    },
    end: (pid) => rmSync(join(procRoot, `${pid}`), { recursive: true }),
    cgroup: (path, files) => {
      for (const [name, text] of Object.entries(files)) write(join(cgroupRoot, path, name), text);
    },
    file: (path, text) => write(join(procRoot, path), text),
    link: (path, target) => link(join(procRoot, path), target),
    sysFile: (path, text) => write(join(sysRoot, path), text),
    sysLink: (path, target) => link(join(sysRoot, path), target),
    removeSys: (path) => rmSync(join(sysRoot, path), { recursive: true, force: true }),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

function textsOf(it: FakeProcess): Record<string, string> {
  const argv = it.argv ?? ['sleep', '100'];
  const environment = Object.entries(it.environment ?? {}).map(([name, value]) => `${name}=${value}\0`);
  return {
    stat: statLine(it, argv),
    comm: `${commandOf(it, argv)}\n`,
    cmdline: argv.map((arg) => `${arg}\0`).join(''),
    environ: environment.join(''),
    statm: `9000 ${it.residentPages ?? 256} 100 10 0 500 0\n`,
    ...it.files,
    io: `rchar: 1\nwchar: 1\nsyscr: 1\nsyscw: 1\nread_bytes: ${it.readBytes ?? 0}\nwrite_bytes: ${it.writtenBytes ?? 0}\ncancelled_write_bytes: 0\n`,
  };
}

const commandOf = (it: FakeProcess, argv: readonly string[]): string =>
  it.command ?? argv[0]?.slice(argv[0].lastIndexOf('/') + 1).slice(0, 15) ?? '';

function statLine(it: FakeProcess, argv: readonly string[]): string {
  const before = [
    it.state ?? 'S',
    it.parent ?? 1,
    1,
    it.session ?? 1,
    0,
    -1,
    it.flags ?? 4194304,
    0,
    0,
    0,
    0,
  ];
  const times = [it.cpuTicks ?? 0, 0, 0, 0, 20, 0, it.threads ?? 1, 0, it.startTicks ?? 1000];
  const memory = [
    17145856,
    3447,
    '18446744073709551615',
    0,
    0,
    it.stackStart ?? 140_736_788_893_888 + it.pid * 4096,
  ];
  return `${it.pid} (${commandOf(it, argv)}) ${[...before, ...times, ...memory, 0, 0, 0, 0].join(' ')}\n`;
}
