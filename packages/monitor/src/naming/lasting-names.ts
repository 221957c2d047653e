import type { ProcessStats } from '@rbee/contract';
import { cutText, visibleText } from '@rbee/contract/plain';
import { parseCgroups } from '../cgroup/index.ts';
import { type Files, parsed } from '../files/index.ts';
import { MAX_COMMAND_LINE_BYTES, optionValue, parseArguments } from '../processes/index.ts';
import { mayBeDockers, readDockerConfig } from './docker-config.ts';
import { networkName } from './network-name.ts';

/** A name beside a port must leave room for it. */
export const MAX_LASTING_CHARS = 40;

/**
 * Names of a process that a restart does not change, the most telling first: the port of the machine that its container
 * publishes (Docker makes up a name for a container that gets none), the name of its container, of its systemd service
 * and of its network namespace, its container's id, its cgroup. `port` is the one it listens on.
 */
export function lastingNames(
  files: Files,
  procRoot: string,
  pid: number,
  container: ProcessStats['container'],
  port: number | null,
): readonly string[] {
  const path = parsed(files.text(`${procRoot}/${pid}/cgroup`), cgroupPath) ?? '';
  const names = [
    container && port !== null ? publishedPort(files, procRoot, pid, container, port) : null,
    container?.name,
    unitOf(path),
    networkName(files, procRoot, pid),
    container?.id.slice(0, 12),
    directoryOf(path),
  ];
  return names.flatMap((it) => (it ? [visibleText(cutText(it, MAX_LASTING_CHARS))] : []));
}

/** The path in the hierarchy of version 2, else in that of systemd, else in the first (cgroups(7)). */
export function cgroupPath(text: string): string {
  const lines = parseCgroups(text);
  const line =
    lines.find(({ id }) => id === '0') ??
    lines.find(({ controllers }) => controllers === 'name=systemd') ??
    lines[0];
  return line?.path ?? '';
}

const CONTAINER_ID = /[0-9a-f]{32}/;
/** Services of a user's session and of a machine's start; a number in a scope's name is that of one start. */
const NOT_TELLING = /^(?:user@\d+|init)\./;

/** The innermost systemd service, or scope without a number in its name; null without one. */
export function unitOf(path: string): string | null {
  const unit = path
    .split('/')
    .findLast(
      (it) =>
        (it.endsWith('.service') || (it.endsWith('.scope') && !/\d/.test(it))) &&
        !NOT_TELLING.test(it) &&
        !CONTAINER_ID.test(it),
    );
  return unit === undefined ? null : unit.slice(0, unit.lastIndexOf('.'));
}

/** The innermost directory that is not made by systemd or by a container runtime for itself. */
function directoryOf(path: string): string | null {
  const parts = path.split('/').filter((it) => it !== '' && it !== '..');
  const own = parts.findLast(
    (it) =>
      !/\.(?:slice|service|scope)$/.test(it) && !CONTAINER_ID.test(it) && !/^(?:container|init)$/.test(it),
  );
  return own ?? null;
}

/**
 * The port of the machine that Docker forwards to a port of a container: from Docker's configuration, which root can
 * read, else from the command line of its proxy. Null for another runtime, and without both.
 */
function publishedPort(
  files: Files,
  procRoot: string,
  pid: number,
  container: NonNullable<ProcessStats['container']>,
  port: number,
): string | null {
  const config = readDockerConfig(files, procRoot, container);
  if (config) return config.published.get(port) ?? null;
  return mayBeDockers(container) ? proxiedPort(files, procRoot, pid, port) : null;
}

/**
 * The port of the machine that a proxy forwards to a port of a container:
 * `docker-proxy -proto tcp -host-port 8001 -container-ip 172.17.0.2 -container-port 8000`. Null without a proxy.
 */
function proxiedPort(files: Files, procRoot: string, pid: number, port: number): string | null {
  const own = parsed(files.text(`${procRoot}/${pid}/net/fib_trie`), localAddresses) ?? [];
  const pids = files.names(procRoot);
  for (const name of pids.ok && own.length > 0 ? pids.value : []) {
    if (!/^\d+$/.test(name)) continue;
    const command = files.text(`${procRoot}/${name}/comm`);
    if (!command.ok || command.value.trim() !== 'docker-proxy') continue;
    const line = files.text(`${procRoot}/${name}/cmdline`, MAX_COMMAND_LINE_BYTES);
    const proxied = parsed(line, (it) => parseProxy(parseArguments(it)));
    if (proxied && proxied.containerPort === `${port}` && own.includes(proxied.address)) return proxied.port;
  }
  return null;
}

/** What a `docker-proxy` forwards; null for other arguments. */
export function parseProxy(argv: readonly string[]) {
  const port = optionValue(argv, '-host-port');
  const address = optionValue(argv, '-container-ip');
  const containerPort = optionValue(argv, '-container-port');
  const isTcp = optionValue(argv, '-proto') === 'tcp';
  return isTcp && port !== null && address !== null && containerPort !== null
    ? { port, address, containerPort }
    : null;
}

/** The IPv4 addresses of a network namespace, from `/proc/<pid>/net/fib_trie`: each has a route of the type LOCAL. */
export const localAddresses = (text: string): readonly string[] =>
  [...text.matchAll(/\|-- (\d{1,3}(?:\.\d{1,3}){3})\n[ |+-]{0,64}\/32 host LOCAL/g)].flatMap(
    ([, address = '']) => (address.startsWith('127.') ? [] : [address]),
  );
