import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { endWithThis } from './ending.ts';
import type { Measured } from './measured.ts';
import { cpuMsOf } from './process-figures.ts';
import type { User } from './user.ts';

/** An exporter, and how to make it do what a sample does. */
export interface Exporter {
  readonly program: string;
  readonly about: string;
  readonly arguments: readonly string[];
}

/** Each worker a group of its own, with its children; no threads and no smaps, which a sample does not read. */
export const processExporter = (configPath: string): Exporter => ({
  program: 'prometheus-process-exporter',
  about: 'each worker a group, without threads and smaps',
  arguments: ['-config.path', configPath, '-threads=false', '-gather-smaps=false', '-web.listen-address'],
});

/** The processes of the first exporter's groups. */
export const PROCESS_EXPORTER_CONFIG = `process_names:
  - name: "{{.Matches.port}}"
    cmdline: ['llama-server.* --port (?P<port>[0-9]+)']
`;

/** The machine's figures that a sample has; its count of processes reads the same stat files. */
export const NODE_EXPORTER: Exporter = {
  program: 'prometheus-node-exporter',
  about: 'cpu, loadavg, meminfo, processes, stat, uname',
  arguments: [
    '--collector.disable-defaults',
    ...['cpu', 'loadavg', 'meminfo', 'processes', 'stat', 'uname'].map((it) => `--collector.${it}`),
    '--web.listen-address',
  ],
};

/** Whether the Debian package of that name is there. */
export const isInstalled = ({ program }: Exporter): boolean =>
  spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined;

/** Starts it on a loopback port of the system's choice. */
export async function startExporter(exporter: Exporter, user: User): Promise<Measured> {
  const { program, about } = exporter;
  const child = spawn(program, [...exporter.arguments, '127.0.0.1:0'], {
    ...user,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  endWithThis(child);
  const gone = once(child, 'exit');
  const address = await listeningAddress(child.stderr);
  const { pid } = child;
  if (!address || pid === undefined) throw new Error(`${program} does not listen.`);
  const scrape = async () => {
    const response = await fetch(`http://${address}/metrics`);
    await response.text();
    if (!response.ok) throw new Error(`${program} answered ${response.status}.`);
  };
  await scrape();
  return {
    title: `${program} (${about})`,
    // The kernel counts in ticks of 10 ms: every scrape of a round is given the round's mean.
    round: async (samples) => {
      const before = cpuMsOf(pid);
      for (let i = 0; i < samples; i += 1) await scrape();
      return Array<number>(samples).fill((cpuMsOf(pid) - before) / samples);
    },
    end: async () => {
      child.kill();
      await gone;
    },
  };
}

async function listeningAddress(stderr: NodeJS.ReadableStream): Promise<string | undefined> {
  const lines = createInterface({ input: stderr });
  for await (const line of lines) {
    const address = /Listening on.*?address=(\S+)/.exec(line)?.[1];
    if (address) {
      stderr.resume();
      return address;
    }
  }
  return undefined;
}
