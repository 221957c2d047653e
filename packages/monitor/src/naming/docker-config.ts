import type { Files } from '../files/index.ts';
import { machineRoot } from './machine-root.ts';

/** What Docker knows of a container. */
export interface DockerConfig {
  /** Its name, without the slash before it; null if it has none. */
  readonly name: string | null;
  /** The port of the machine by the TCP port of the container that it publishes. */
  readonly published: ReadonlyMap<number, string>;
}

/** Docker's default `data-root`; only root can read what is below it. */
const CONTAINERS = '/var/lib/docker/containers';
/** Longest file that is read. It has the environment and labels of a container, of which nothing is kept. */
const MAX_BYTES = 1024 * 1024;

/** Reads the configuration that Docker's daemon keeps of a container with this id; null if it may not be read. */
export function readDockerConfig(files: Files, procRoot: string, id: string): DockerConfig | null {
  const folder = files.foreign(machineRoot(procRoot), `${CONTAINERS}/${id}`);
  if (!folder.ok) return null;
  const text = folder.value.text('config.v2.json', MAX_BYTES);
  folder.value.close();
  return text.ok && text.value !== null ? parseDockerConfig(text.value) : null;
}

/** Reads a `config.v2.json` of Docker: `{"Name": "/chat", "NetworkSettings": {"Ports": {"8000/tcp": [{"HostPort": "8001"}]}}}`. */
export function parseDockerConfig(text: string): DockerConfig | null {
  let config: unknown;
  try {
    config = JSON.parse(text);
  } catch {
    return null;
  }
  const name = fieldOf(config, 'Name');
  const ports = fieldOf(fieldOf(config, 'NetworkSettings'), 'Ports');
  const published = new Map<number, string>();
  for (const [key, bindings] of Object.entries(isFields(ports) ? ports : {})) {
    const port = /^(\d{1,5})\/tcp$/.exec(key)?.[1];
    const hostPort = Array.isArray(bindings) ? fieldOf(bindings[0], 'HostPort') : null;
    if (port && typeof hostPort === 'string' && /^\d{1,5}$/.test(hostPort))
      published.set(Number(port), hostPort);
  }
  return { name: typeof name === 'string' && name.length > 1 ? name.replace(/^\//, '') : null, published };
}

const isFields = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const fieldOf = (value: unknown, name: string): unknown =>
  isFields(value) && Object.hasOwn(value, name) ? value[name] : null;
