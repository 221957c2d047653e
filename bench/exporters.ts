import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Child, cpuMsOf } from './child.ts';
import type { User } from './isolation.ts';
import type { Measured } from './measured.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Prometheus exporters whose scrape does the work of a sample. The names are those of the programs and Debian packages. */
const EXPORTERS = ['prometheus-process-exporter', 'prometheus-node-exporter'] as const;

const COLLECTORS = ['cpu', 'loadavg', 'meminfo', 'processes', 'stat', 'uname'];
/** Makes each worker a group of the process exporter. */
const PROCESS_CONFIG = `process_names:
  - name: "{{.Matches.port}}"
    cmdline: ['llama-server.* --port (?P<port>[0-9]+)']
`;

/** A line for each exporter that is not installed here. */
export const missingExporters = (): readonly string[] =>
  EXPORTERS.filter((name) => !isInstalled(name)).map(
    (name) => `- **not compared**: ${name} is not installed here (apt-get install ${name})`,
  );

/** Starts the exporters that are installed. */
export const startExporters = (user: User): Promise<readonly Measured[]> =>
  Promise.all(
    EXPORTERS.filter(isInstalled).map((name) =>
      name === 'prometheus-node-exporter' ? startNodeExporter(user) : startProcessExporter(user),
    ),
  );

const isInstalled = (name: string): boolean =>
  spawnSync(name, ['--version'], { stdio: 'ignore' }).error === undefined;

function startProcessExporter(user: User): Promise<Measured> {
  const folder = temporaryFolder('rbee-bench-');
  chmodSync(folder, 0o755);
  const config = join(folder, 'process-exporter.yaml');
  writeFileSync(config, PROCESS_CONFIG);
  const flags = ['-config.path', config, '-threads=false', '-gather-smaps=false'];
  const command = ['prometheus-process-exporter', ...flags, '-web.listen-address=127.0.0.1:0'];
  return start(command, 'each worker a group, without threads and smaps', user);
}

function startNodeExporter(user: User): Promise<Measured> {
  const flags = ['--collector.disable-defaults', ...COLLECTORS.map((name) => `--collector.${name}`)];
  const command = ['prometheus-node-exporter', ...flags, '--web.listen-address=127.0.0.1:0'];
  return start(command, COLLECTORS.join(', '), user);
}

async function start(command: readonly string[], about: string, user: User): Promise<Measured> {
  const child = new Child(command, { ...user, stdio: ['ignore', 'ignore', 'pipe'] });
  const address = await listeningAddress(child);
  const scrape = async () => {
    const response = await fetch(`http://${address}/metrics`);
    await response.text();
    if (!response.ok) throw new Error(`${command[0]} answered ${response.status}.`);
  };
  await scrape();
  return {
    title: `${command[0]} (${about})`,
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
