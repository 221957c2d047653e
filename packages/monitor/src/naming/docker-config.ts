import type { ProcessStats } from '@rbee/contract';
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

type Container = Pick<NonNullable<ProcessStats['container']>, 'id' | 'runtime'>;

/** False for a container of another runtime. Where the cgroup has another parent (ECS), it names no runtime. */
export const mayBeDockers = ({ runtime }: Container): boolean =>
  runtime === undefined || runtime === 'docker';

/**
 * Reads the configuration that Docker's daemon keeps of a container; null if it may not be read, and for a container of
 * another runtime.
 */
export function readDockerConfig(files: Files, procRoot: string, container: Container): DockerConfig | null {
  if (!mayBeDockers(container)) return null;
  const folder = files.foreign(machineRoot(procRoot), `${CONTAINERS}/${container.id}`);
  if (!folder.ok) return null;
  const text = folder.value.text('config.v2.json', MAX_BYTES);
  folder.value.close();
  return text.ok && text.value !== null ? parseDockerConfig(text.value) : null;
}

/**
 * Reads a `config.v2.json` of Docker; null if it is not JSON. Of
 * `{"Name": "/chat", "NetworkSettings": {"Ports": {"8000/tcp": [{"HostPort": "8001"}]}}}` it has name and ports.
 */
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
  return { name: typeof name === 'string' ? lastingName(name) : null, published };
}

/** Kubernetes's names of containers (`k8s_<container>_<pod>_..._<attempt>`) change with each start. */
const lastingName = (name: string): string | null =>
  /^\/?$|^\/k8s_/.test(name) ? null : name.replace(/^\//, '');

const isFields = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const fieldOf = (value: unknown, name: string): unknown =>
  isFields(value) && Object.hasOwn(value, name) ? value[name] : null;
