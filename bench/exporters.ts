import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../tests/e2e/free-port.ts';
import { Child, cpuMsOf } from './child.ts';
import type { User } from './isolation.ts';
import type { Measured } from './measured.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A Prometheus exporter whose scrape does the work of a sample. */
interface Exporter {
  /** Name of the program and of its Debian package. */
  readonly program: string;
  readonly about: string;
  /** Arguments; the last one is the flag of the address, which follows them. */
  readonly args: () => readonly string[];
}

const COLLECTORS = ['cpu', 'loadavg', 'meminfo', 'processes', 'stat', 'uname'];
const EXPORTERS: readonly Exporter[] = [
  {
    program: 'prometheus-process-exporter',
    about: 'each worker a group, without threads and smaps',
    args: () => {
      const flags = ['-threads=false', '-gather-smaps=false', '-web.listen-address'];
      return ['-config.path', writeGroups(), ...flags];
    },
  },
  {
    program: 'prometheus-node-exporter',
    about: COLLECTORS.join(', '),
    args: () => {
      const collectors = COLLECTORS.map((name) => `--collector.${name}`);
      return ['--collector.disable-defaults', ...collectors, '--web.listen-address'];
    },
  },
];

/** Writes the configuration that makes each worker a group, where every user can read it. */
function writeGroups(): string {
  const folder = temporaryFolder('rbee-bench-');
  chmodSync(folder, 0o755);
  const path = join(folder, 'process-exporter.yaml');
  const group = `name: "{{.Matches.port}}", cmdline: ['llama-server.* --port (?P<port>[0-9]+)']`;
  writeFileSync(path, `process_names: [{ ${group} }]\n`);
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
  const port = await freePort();
  const child = new Child([program, ...args(), `127.0.0.1:${port}`], { ...user, stdio: 'ignore' });
  await child.untilListening(port);
  const scrape = async () => {
    const response = await fetch(`http://127.0.0.1:${port}/metrics`);
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
