/** The container of a process according to its cgroup path. */
export interface Container {
  /** Id given by the runtime: 64 hexadecimal digits, or 32 for a task. */
  readonly id: string;
  readonly runtime?: Runtime;
  /** Uid of its Kubernetes pod. */
  readonly podUid?: string;
}

/** Runtimes whose name is part of the cgroup path. */
export type Runtime = 'docker' | 'podman' | 'containerd' | 'cri-o';

/** Prefixes of the id in a systemd scope (`docker-<id>.scope`), and parent directories with the cgroupfs driver. */
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
/**
 * `pod<uid>`, or `kubepods-burstable-pod<uid>.slice` with underscores for dashes. The uid of a static pod has no
 * dashes.
 */
const POD = /(?:^|-)pod([0-9a-f]{8}(?:[-_]?[0-9a-f]{4}){3}[-_]?[0-9a-f]{12})(?:\.slice)?$/;

/**
 * The innermost container in the paths of `/proc/<pid>/cgroup` (cgroups(7)), for both cgroup versions and drivers; null
 * if the process is in no container. The monitor of a runtime (`libpod-conmon-<id>`) is in no container.
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
