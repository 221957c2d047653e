import { existsSync, mkdirSync, rmdirSync } from 'node:fs';

/** A cgroup `rbee.slice/<group>/<instance>` created for a test. */
export interface TestCgroup {
  readonly path: string;
  /** Removes the cgroup; all its processes must have exited. */
  remove(): void;
}

const ROOT = '/sys/fs/cgroup';

/** Creates one in the v2 hierarchy (also beside v1), else in v1's CPU accounting; null without permission. */
export function makeCgroup(group: string, instance: string): TestCgroup | null {
  const unified = [ROOT, `${ROOT}/unified`].find((it) => existsSync(`${it}/cgroup.controllers`));
  const slice = `${unified ?? `${ROOT}/cpuacct`}/rbee.slice`;
  const path = `${slice}/${group}/${instance}`;
  const made: string[] = [];
  const remove = () => {
    for (const it of made.splice(0).toReversed()) removeUnlessShared(it);
  };
  try {
    for (const it of [slice, `${slice}/${group}`, path]) {
      if (existsSync(it)) continue;
      mkdirSync(it);
      made.push(it);
    }
    return { path, remove };
  } catch {
    remove();
    return null;
  }
}

/** A slice that is in use by others is kept. */
function removeUnlessShared(path: string): void {
  try {
    rmdirSync(path);
  } catch (error) {
    if (!path.endsWith('rbee.slice')) throw error;
  }
}
