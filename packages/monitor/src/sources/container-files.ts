import { hostname } from 'node:os';
import type { ProcessStats } from '@rbee/contract';
import { CONTAINER_VARIABLES, containerName, isPodman, parseContainer } from '../containers/index.ts';
import { pickEnvironment } from '../proc/index.ts';
import type { Files } from './files.ts';

/** The container that a process runs in, as the wire carries it ([W3]); undefined for a process of the machine itself. */
export function readContainer(files: Files, procRoot: string, pid: number): ProcessStats['container'] {
  const cgroups = files.text(`${procRoot}/${pid}/cgroup`);
  const container = cgroups.ok ? parseContainer(cgroups.value) : null;
  if (!container) return undefined;
  const environment = files.text(`${procRoot}/${pid}/environ`);
  const variables = pickEnvironment(environment.ok ? environment.value : '', CONTAINER_VARIABLES);
  const name = containerName(container, variables, hostname());
  const runtime = container.runtime ?? (isPodman(variables) ? 'podman' : undefined);
  return {
    id: container.id,
    ...(name === null ? {} : { name }),
    ...(runtime ? { runtime } : {}),
    ...(container.podUid ? { pod_uid: container.podUid } : {}),
  };
}
