import type { Container } from './container.ts';

/**
 * The name of a container from the command line of its monitor: Podman starts `conmon -c <id> -n <name> ...` as the
 * parent of every container (conmon(8)). Null for another program, and for the monitor of another container.
 */
export function conmonName(argv: readonly string[], id: string): string | null {
  const [program = ''] = argv;
  if (program.slice(program.lastIndexOf('/') + 1) !== 'conmon') return null;
  const after = (...names: string[]) => argv.find((_, at) => names.includes(argv[at - 1] ?? ''));
  const name = after('-n', '--name');
  return after('-c', '--cid') === id && name !== undefined && name !== '' ? name : null;
}

/** Variables that runtimes set in every container; none holds a secret. */
export const CONTAINER_VARIABLES = ['HOSTNAME', 'KUBERNETES_SERVICE_HOST', 'container'] as const;

/**
 * The name of a container from its environment. In a pod HOSTNAME is the pod's name, unless the pod shares the host
 * network and has the host's name. In other containers HOSTNAME is the start of the id or a configured host name, never
 * the container's name.
 */
export function containerName(
  { podUid }: Container,
  variables: ReadonlyMap<string, string>,
  machineName: string,
): string | null {
  const name = variables.get('HOSTNAME');
  const inPod = podUid !== undefined || variables.has('KUBERNETES_SERVICE_HOST');
  return inPod && name !== undefined && name !== '' && name !== machineName ? name : null;
}

/** Podman sets this variable in every container, following systemd's rules for container managers. */
export const isPodman = (variables: ReadonlyMap<string, string>): boolean =>
  variables.get('container') === 'podman';
