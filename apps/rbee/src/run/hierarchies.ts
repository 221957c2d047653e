import { cgroupsIn, exists, words } from './cgroup-files.ts';
import type { LimitFile } from './limit-files.ts';

/** One mounted cgroup hierarchy. */
export interface Hierarchy {
  readonly path: string;
  readonly version: 1 | 2;
  readonly controllers: readonly string[];
}

/** The hierarchies that are mounted there: version 2 alone, or those of version 1 with or without it. */
export function hierarchiesAt(root: string): readonly Hierarchy[] {
  if (isVersion2(root)) return [version2(root)];
  return cgroupsIn(root)
    .filter((path) => exists(`${path}/cgroup.procs`))
    .map((path) =>
      isVersion2(path)
        ? version2(path)
        : { path, version: 1, controllers: path.slice(root.length + 1).split(',') },
    );
}

/** Every v2 cgroup lists its controllers, and no v1 cgroup does (cgroup-v2.rst). */
const isVersion2 = (path: string): boolean => exists(`${path}/cgroup.controllers`);

const version2 = (path: string): Hierarchy => ({
  path,
  version: 2,
  controllers: words(`${path}/cgroup.controllers`),
});

/** Controllers of version 1 whose accounts a hive reads. */
const ACCOUNTS = ['cpuacct', 'blkio'];

/**
 * Where a worker needs a cgroup: where its use is accounted, and where its limits are. Other hierarchies are left
 * alone, so that a worker stays under whatever limits are on it there.
 */
export const neededFor = (
  hierarchies: readonly Hierarchy[],
  limits: (hierarchy: Hierarchy) => readonly LimitFile[],
): readonly Hierarchy[] =>
  hierarchies.filter(
    (it) =>
      it.version === 2 ||
      it.controllers.some((controller) => ACCOUNTS.includes(controller)) ||
      limits(it).length > 0,
  );
