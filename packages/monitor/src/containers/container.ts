/** The container that a process runs in, as its cgroup names it. */
export interface Container {
  /** As the runtime gives it: 64 hexadecimal digits, or 32 of a task. */
  readonly id: string;
  readonly runtime?: Runtime;
  /** Of the Kubernetes pod that it is in. */
  readonly podUid?: string;
}

/** Runtimes that say in a cgroup's name who they are. */
export type Runtime = 'docker' | 'podman' | 'containerd' | 'cri-o';

/** What stands before the id in a systemd scope (`docker-<id>.scope`), and what is the parent folder with cgroupfs. */
const RUNTIMES: Readonly<Record<string, Runtime>> = {
  docker: 'docker',
  libpod: 'podman',
  'cri-containerd': 'containerd',
  containerd: 'containerd',
  nerdctl: 'containerd',
  'k8s.io': 'containerd',
  crio: 'cri-o',
};

const SCOPE = /^(?:(?<scope>[\w.:-]+?)[-:])?(?<id>[0-9a-f]{64})(?:\.scope)?$/;
/** `pod<uid>` or `kubepods-burstable-pod<uid>.slice`, where systemd writes underscores; a static pod's uid has neither. */
const POD = /(?:^|-)pod([0-9a-f]{8}(?:[-_]?[0-9a-f]{4}){3}[-_]?[0-9a-f]{12})(?:\.slice)?$/;

/**
 * The innermost container in the paths of `/proc/<pid>/cgroup` (cgroups(7)), of either version and either driver; null
 * for a process of the machine itself. A runtime's own monitor (`libpod-conmon-<id>`) is in no container.
 */
export function parseContainer(text: string): Container | null {
  for (const line of text.split('\n')) {
    const path = line.split(':').slice(2).join(':');
    const container = inPath(path.split('/'));
    if (container) return container;
  }
  return null;
}

function inPath(parts: readonly string[]): Container | null {
  for (let at = parts.length - 1; at >= 0; at -= 1) {
    const { id, scope = '' } = SCOPE.exec(parts[at] ?? '')?.groups ?? {};
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
