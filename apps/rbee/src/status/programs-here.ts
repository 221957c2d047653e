import { readdir, readFile, readlink } from 'node:fs/promises';

/** A program of this project that runs on this machine. */
export interface ProgramHere {
  readonly pid: number;
  /** The command of `rbee`: `up`, `queen`, `hive`, `run`, `simulate` or `top`. */
  readonly command: string;
  /** Ports of its sockets that listen, in order; undefined if this user may not see them. */
  readonly ports: readonly number[] | undefined;
  /** The value of `--hive-id`, if it was given. */
  readonly hiveId: string | undefined;
}

const COMMANDS: ReadonlySet<string> = new Set(['up', 'queen', 'hive', 'run', 'simulate', 'top']);
/** The program as npm installs it, and as it is in the repository. */
const PROGRAM = /(?:^|\/)(?:rbee|rbee\.mjs)$/;
/** Longest command line that is read, characters. */
const MAX_CHARS = 65_536;

/**
 * The programs of this project on this machine, by their command lines in `/proc` (proc_pid_cmdline(5)); undefined where that
 * cannot be read. A process that has ended meanwhile is left out.
 */
export async function programsHere(
  procRoot: string,
  ownPid: number,
): Promise<readonly ProgramHere[] | undefined> {
  const names = await readdir(procRoot).catch(() => undefined);
  if (names === undefined) return undefined;
  const pids = names.filter((name) => /^\d+$/.test(name)).map(Number);
  if (pids.length === 0) return undefined;
  const found: ProgramHere[] = [];
  for (const pid of pids) {
    if (pid === ownPid) continue;
    const text = await readFile(`${procRoot}/${pid}/cmdline`, 'utf8').catch(() => '');
    const program = programOf(text.slice(0, MAX_CHARS).split('\0'));
    if (program) found.push({ pid, ...program, ports: await portsOf(procRoot, pid) });
  }
  return found.toSorted((a, b) => a.pid - b.pid);
}

/** What a command line says of a program of this project; undefined if it is another one. */
export function programOf(args: readonly string[]): Pick<ProgramHere, 'command' | 'hiveId'> | undefined {
  // Node and its flags can stand before the program; they are few.
  const at = args.slice(0, 20).findIndex((arg) => PROGRAM.test(arg));
  const command = args[at + 1] ?? '';
  if (at < 0 || !COMMANDS.has(command)) return undefined;
  const rest = args.slice(at + 2);
  const dashes = rest.indexOf('--');
  const own = dashes < 0 ? rest : rest.slice(0, dashes);
  const flag = own.indexOf('--hive-id');
  const joined = own.find((arg) => arg.startsWith('--hive-id='))?.slice('--hive-id='.length);
  return { command, hiveId: joined ?? (flag < 0 ? undefined : own[flag + 1]) };
}

/** State of a socket that listens, in proc_net_tcp. */
const LISTENS = '0A';

/** The ports that a process listens on; undefined if its sockets cannot be seen. */
async function portsOf(procRoot: string, pid: number): Promise<readonly number[] | undefined> {
  const descriptors = await readdir(`${procRoot}/${pid}/fd`).catch(() => undefined);
  if (descriptors === undefined) return undefined;
  const links = await Promise.all(
    descriptors.map((name) => readlink(`${procRoot}/${pid}/fd/${name}`).catch(() => '')),
  );
  const sockets = new Set(links.map((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1]));
  const tables = await Promise.all(
    ['tcp', 'tcp6'].map((name) => readFile(`${procRoot}/${pid}/net/${name}`, 'utf8').catch(() => '')),
  );
  const ports = tables
    .flatMap((table) => table.split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === LISTENS && sockets.has(fields[9]))
    .map((fields) => Number.parseInt((fields[1] ?? '').split(':').at(-1) ?? '', 16));
  return [...new Set(ports)].toSorted((a, b) => a - b);
}
