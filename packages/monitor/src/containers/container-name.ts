import type { Container } from './container.ts';

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
