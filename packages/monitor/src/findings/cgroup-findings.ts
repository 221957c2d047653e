import type { Finding } from './finding.ts';
import type { CgroupFacts } from './machine-facts.ts';

/** The findings about control groups: their versions, and the instances in rbee.slice. */
export const cgroupFindings = (cgroups: CgroupFacts): readonly Finding[] => [
  hierarchiesFinding(cgroups),
  sliceFinding(cgroups),
];

function hierarchiesFinding({ version2, version1Controllers, version2Controllers }: CgroupFacts): Finding {
  const has1 = version1Controllers.length > 0;
  const names = (controllers: readonly string[]) =>
    controllers.length > 0 ? `controllers ${controllers.toSorted().join(', ')}` : 'no controller';
  const finding = (state: Finding['state'], detail: string): Finding => ({
    id: 'cgroups',
    label: 'Control groups',
    state,
    detail,
  });
  if (version2 && !has1) {
    return finding(
      'ok',
      `Version 2 with ${names(version2Controllers)}: counters of a worker in a cgroup include processes that have ended.`,
    );
  }
  if (has1) {
    const layout = version2 ? 'Versions 1 and 2 side by side' : 'Version 1';
    return finding(
      'partly',
      `${layout}, version 1 with ${names(version1Controllers)}: CPU time is read from the cgroup, but storage I/O is summed over processes; boot with systemd.unified_cgroup_hierarchy=1 to use version 2 alone.`,
    );
  }
  return finding(
    'no',
    'No cgroup hierarchy was found, so workers are found by their command lines only; mount one, or set sysRoot to where sysfs is mounted.',
  );
}

function sliceFinding({ instances }: CgroupFacts): Finding {
  const detail =
    instances.length > 0
      ? `rbee.slice holds ${instances.length} with processes: ${instances.slice(0, 10).join(', ')}${instances.length > 10 ? ', ...' : ''}.`
      : 'rbee.slice holds no instance with a process; `rbee run` or a systemd unit with Slice=rbee-<group>.slice puts one there.';
  return { id: 'rbee-slice', label: 'Instances in rbee.slice', state: 'ok', detail };
}
