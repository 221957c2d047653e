import { hostname } from 'node:os';
import type { ProcessStats } from '@rbee/contract';
import { LIMITS } from '@rbee/contract/plain';
import { type Files, parsed } from '../files/index.ts';
import { parseArguments, parseProcessStat, pickEnvironment } from '../processes/index.ts';
import { parseContainer } from './container.ts';
import { CONTAINER_VARIABLES, conmonName, containerName, isPodman } from './container-names.ts';

/** The container of a process, in the form of the wire ([W3]); undefined if it runs in no container. */
export function readContainer(files: Files, procRoot: string, pid: number): ProcessStats['container'] {
  const cgroups = files.text(`${procRoot}/${pid}/cgroup`);
  const container = cgroups.ok ? parseContainer(cgroups.value) : null;
  if (!container) return undefined;
  const environment = files.text(`${procRoot}/${pid}/environ`);
  const variables = pickEnvironment(environment.ok ? environment.value : '', CONTAINER_VARIABLES);
  const name =
    containerName(container, variables, hostname()) ?? readMonitorName(files, procRoot, pid, container.id);
  const runtime = container.runtime ?? (isPodman(variables) ? 'podman' : undefined);
  return {
    id: container.id,
    ...(name === null ? {} : { name }),
    ...(runtime ? { runtime } : {}),
    ...(container.podUid ? { pod_uid: container.podUid } : {}),
  };
}

/** Number of ancestors that are searched for the container's monitor: an init and a shell may be in between. */
const FURTHEST = 4;

function readMonitorName(files: Files, procRoot: string, pid: number, id: string): string | null {
  let at = pid;
  for (let above = 0; above < FURTHEST; above += 1) {
    const stat = parsed(files.text(`${procRoot}/${at}/stat`), parseProcessStat);
    if (!stat || stat.parentPid <= 1) return null;
    at = stat.parentPid;
    const name = parsed(files.text(`${procRoot}/${at}/cmdline`), (it) => conmonName(parseArguments(it), id));
    if (name !== null) return name.slice(0, LIMITS.maxTextChars);
  }
  return null;
}
