import type { Container } from './container.ts';

/**
 * The name of a container by the command line of its monitor: Podman starts `conmon -c <id> -n <name> ...` above every container
 * (conmon(8)). Null for any other program, and for the monitor of another container.
 */
export function conmonName(argv: readonly string[], id: string): string | null {
  const [program = ''] = argv;
  if (program.slice(program.lastIndexOf('/') + 1) !== 'conmon') return null;
  const after = (...names: string[]) => argv.find((_, at) => names.includes(argv[at - 1] ?? ''));
  const name = after('-n', '--name');
  return after('-c', '--cid') === id && name !== undefined && name !== '' ? name : null;
}

/** Variables that runtimes set in every container, none of which holds a secret. */
export const CONTAINER_VARIABLES = ['HOSTNAME', 'KUBERNETES_SERVICE_HOST', 'container'] as const;

/**
 * The name of a container as far as its environment tells: in a pod HOSTNAME is the pod's name, unless it shares the
 * machine's network and has the machine's name. Elsewhere HOSTNAME is the id's beginning or a host name that somebody
 * chose: no runtime puts the container's own name there.
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

/** Podman says so in every container's environment, as systemd asks of container managers. */
export const isPodman = (variables: ReadonlyMap<string, string>): boolean =>
  variables.get('container') === 'podman';
