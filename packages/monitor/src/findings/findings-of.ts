import { cgroupFindings } from './cgroup-findings.ts';
import type { Finding } from './finding.ts';
import type { MachineFacts } from './machine-facts.ts';
import { machineFinding } from './machine-finding.ts';
import { processFindings } from './process-findings.ts';
import { workersFinding } from './workers-finding.ts';

/** The findings of a Linux machine, the most general first. */
export const findingsOf = (facts: MachineFacts): readonly Finding[] => [
  {
    id: 'os',
    state: 'ok',
    label: 'Operating system',
    detail: `Linux ${facts.kernel}: workers, their figures and the machine can be read.`,
  },
  machineFinding(facts),
  ...processFindings(facts),
  ...cgroupFindings(facts.cgroups),
  GPUS,
  workersFinding(facts),
];

const GPUS: Finding = {
  id: 'gpus',
  state: 'no',
  label: 'GPUs',
  detail:
    'No GPU driver is supported, so GPU use and GPU memory are unknown (driver_unsupported) for every worker.',
};

/** The findings of a machine that does not run Linux. */
export const findingsElsewhere = (os: string, kernel: string): readonly Finding[] => [
  {
    id: 'os',
    state: 'partly',
    label: 'Operating system',
    detail: `${os} ${kernel}: the machine's own figures can be read, but workers only on Linux; run the hive on a Linux machine.`,
  },
  {
    id: 'workers',
    state: 'no',
    label: 'Workers',
    detail: `Workers cannot be found on ${os}: the process table is read on Linux only.`,
  },
];
