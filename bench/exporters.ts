import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Child, cpuMsOf } from './child.ts';
import type { User } from './isolation.ts';
import type { Measured } from './measured.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A Prometheus exporter whose scrape does the work of a sample. */
interface Exporter {
  /** The program, and the Debian package that has it. */
  readonly program: string;
  readonly about: string;
  /** Arguments, except for the address that follows them. */
  readonly args: () => readonly string[];
}

const COLLECTORS = ['cpu', 'loadavg', 'meminfo', 'processes', 'stat', 'uname'];
const EXPORTERS: readonly Exporter[] = [
  {
    program: 'prometheus-process-exporter',
    about: 'each worker a group, without threads and smaps',
    args: () => {
      const flags = ['-threads=false', '-gather-smaps=false', '-web.listen-address'];
      return ['-config.path', writeConfig(), ...flags];
    },
  },
  {
    program: 'prometheus-node-exporter',
    about: COLLECTORS.join(', '),
    args: () => {
      const flags = COLLECTORS.map((name) => `--collector.${name}`);
      return ['--collector.disable-defaults', ...flags, '--web.listen-address'];
    },
  },
];

/** Makes each worker a group of the process exporter. */
const CONFIG = `process_names:
  - name: "{{.Matches.port}}"
    cmdline: ['llama-server.* --port (?P<port>[0-9]+)']
`;

/** Writes the file where every user can read it. */
function writeConfig(): string {
  const folder = temporaryFolder('rbee-bench-');
  chmodSync(folder, 0o755);
  const path = join(folder, 'process-exporter.yaml');
  writeFileSync(path, CONFIG);
  return path;
}

const isInstalled = ({ program }: Exporter): boolean =>
  spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined;

/** A line for each exporter that is not installed here. */
export const missingExporters = (): readonly string[] =>
  EXPORTERS.filter((it) => !isInstalled(it)).map(
    ({ program }) => `- **not compared**: ${program} is not installed here (apt-get install ${program})`,
  );

/** Starts the exporters that are installed. */
export const startExporters = (user: User): Promise<readonly Measured[]> =>
  Promise.all(EXPORTERS.filter(isInstalled).map((it) => start(it, user)));

async function start({ program, about, args }: Exporter, user: User): Promise<Measured> {
  const command = [program, ...args(), '127.0.0.1:0'];
  const child = new Child(command, { ...user, stdio: ['ignore', 'ignore', 'pipe'] });
  const address = await listeningAddress(child);
  const scrape = async () => {
    const response = await fetch(`http://${address}/metrics`);
    await response.text();
    if (!response.ok) throw new Error(`${program} answered ${response.status}.`);
  };
  await scrape();
  return {
    title: `${program} (${about})`,
    // The kernel counts in ticks of 10 ms, so every scrape of a round gets the mean of the round.
    round: async (samples) => {
      const before = cpuMsOf(child.pid);
      for (let i = 0; i < samples; i += 1) await scrape();
      return Array<number>(samples).fill((cpuMsOf(child.pid) - before) / samples);
    },
    end: () => child.end(),
  };
}

async function listeningAddress({ process }: Child): Promise<string> {
  const { stderr } = process;
  if (!stderr) throw new TypeError('The standard error of an exporter must be a pipe.');
  for await (const line of createInterface({ input: stderr })) {
    const address = /Listening on.*?address=(\S+)/.exec(line)?.[1];
    if (!address) continue;
    stderr.resume();
    return address;
  }
  throw new Error(`${process.spawnfile} ended before it listened.`);
}
