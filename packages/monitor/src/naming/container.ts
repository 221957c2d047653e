import { hostname } from 'node:os';
import type { ProcessStats } from '@rbee/contract';
import { cutText, LIMITS, visibleText } from '@rbee/contract/plain';
import { parseCgroups } from '../cgroup/index.ts';
import { type Files, parsed } from '../files/index.ts';
import {
  MAX_COMMAND_LINE_BYTES,
  MAX_ENVIRONMENT_BYTES,
  parseArguments,
  parseProcessStat,
  pickEnvironment,
} from '../processes/index.ts';
import { readDockerConfig } from './docker-config.ts';

/** The container of a process, in the form of the wire ([W3]); undefined if it runs in no container. */
export function readContainer(files: Files, procRoot: string, pid: number): ProcessStats['container'] {
  const container = parsed(files.text(`${procRoot}/${pid}/cgroup`), parseContainer);
  if (!container) return undefined;
  const environment = files.text(`${procRoot}/${pid}/environ`, MAX_ENVIRONMENT_BYTES);
  const variables = pickEnvironment(environment.ok ? environment.value : '', CONTAINER_VARIABLES);
  const name =
    containerName(container, variables, hostname()) ??
    readMonitorName(files, procRoot, pid, container.id) ??
    readDockerConfig(files, procRoot, container)?.name ??
    null;
  const runtime = container.runtime ?? (isPodman(variables) ? 'podman' : undefined);
  return {
    id: container.id,
    ...(name === null ? {} : { name: visibleText(cutText(name, LIMITS.maxTextChars)) }),
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
    const name = parsed(files.text(`${procRoot}/${at}/cmdline`, MAX_COMMAND_LINE_BYTES), (it) =>
      conmonName(parseArguments(it), id),
    );
    if (name !== null) return name;
  }
  return null;
}

/** The container of a process according to its cgroup path. */
export interface Container {
  /** Id given by the runtime: 64 hexadecimal digits, or 32 and a number for a task of ECS. */
  readonly id: string;
  /** docker, podman, containerd or cri-o, if the cgroup path says so. */
  readonly runtime?: string;
  readonly podUid?: string;
}

/** Prefixes of the id in a systemd scope (`docker-<id>.scope`), and parent directories with the cgroupfs driver. */
const RUNTIMES: Readonly<Record<string, string>> = {
  docker: 'docker',
  libpod: 'podman',
  'libpod-payload': 'podman',
  'cri-containerd': 'containerd',
  containerd: 'containerd',
  nerdctl: 'containerd',
  'k8s.io': 'containerd',
  crio: 'cri-o',
};

const SCOPE = /^(?:(?<scope>[\w.:-]+?)[-:])?(?<id>[0-9a-f]{64})(?:\.scope)?$/;
/** AWS Fargate names a container `<task>-<number>`, below a directory `ecs/<task>`. */
const ECS_TASK = /^[0-9a-f]{32}-\d{1,20}$/;
/** `pod<uid>`, or `kubepods-burstable-pod<uid>.slice` with underscores. The uid of a static pod has no dashes. */
const POD = /(?:^|-)pod([0-9a-f]{8}(?:[-_]?[0-9a-f]{4}){3}[-_]?[0-9a-f]{12})(?:\.slice)?$/;

/**
 * The innermost container in the paths of `/proc/<pid>/cgroup` (cgroups(7)), for both cgroup versions and drivers; null
 * if the process is in no container. The monitor of a runtime (`libpod-conmon-<id>`) is in no container.
 */
export function parseContainer(text: string): Container | null {
  for (const { path } of parseCgroups(text)) {
    const container = inPath(path.split('/'));
    if (container) return container;
  }
  return null;
}

function inPath(parts: readonly string[]): Container | null {
  for (let at = parts.length - 1; at >= 0; at -= 1) {
    const part = parts[at] ?? '';
    if (ECS_TASK.test(part) && parts.slice(0, at).includes('ecs')) return { id: part };
    const { id, scope = '' } = SCOPE.exec(part)?.groups ?? {};
    if (id === undefined || scope.endsWith('conmon')) continue;
    const above = parts.slice(0, at);
    const owner = scope === '' ? (above.at(-1) ?? '') : (scope.split(':').at(-1) ?? '');
    const runtime = RUNTIMES[owner];
    const podUid = [...above, scope].map(podUidIn).findLast((it) => it !== null);
    return { id, ...(runtime ? { runtime } : {}), ...(podUid ? { podUid } : {}) };
  }
  return null;
}

function podUidIn(part: string): string | null {
  const uid = POD.exec(part.split(':')[0] ?? '')?.[1];
  return uid === undefined ? null : uid.replaceAll('_', '-');
}

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
const CONTAINER_VARIABLES = ['HOSTNAME', 'KUBERNETES_SERVICE_HOST', 'container'] as const;

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
