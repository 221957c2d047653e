import type { Files } from '../files/index.ts';
import { machineRoot } from './machine-root.ts';

/** Where `ip netns` keeps named network namespaces (ip-netns(8)); root alone can change it. */
const NAMED = '/run/netns';
/** Names that are looked at. */
const MAX_NAMES = 256;
/** Names that programs make up anew with each start: `cni-<uuid>` of Kubernetes, `netns-<uuid>` of Podman. */
const MADE_UP = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

/**
 * The name that somebody gave to the network namespace of a process; null without one. Docker's own names in
 * `/run/docker/netns` are made up for each start of a container.
 */
export function networkName(files: Files, procRoot: string, pid: number): string | null {
  const link = files.link(`${procRoot}/${pid}/ns/net`);
  const inode = link.ok ? /^net:\[(\d+)\]$/.exec(link.value)?.[1] : undefined;
  if (inode === undefined) return null;
  const folder = files.foreign(machineRoot(procRoot), NAMED);
  if (!folder.ok) return null;
  try {
    const names = folder.value.names(MAX_NAMES);
    const own = (names.ok ? names.value : []).filter((name) => {
      const its = MADE_UP.test(name) ? null : folder.value.inode(name);
      return its?.ok === true && its.value === inode;
    });
    return own.toSorted()[0] ?? null;
  } finally {
    folder.value.close();
  }
}
