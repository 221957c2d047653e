import { cgroupFindings } from './cgroup-findings.ts';
import type { Finding } from './finding.ts';
import type { MachineFacts } from './machine-facts.ts';
import { machineFinding } from './machine-finding.ts';
import { processFindings } from './process-findings.ts';
import { workersFinding } from './workers-finding.ts';

/** What a Linux machine can and cannot tell, in the order in which people ask. */
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
    'No GPU driver is asked, so GPU use and GPU memory are unknown (driver_unsupported) for every worker.',
};

/** What a machine of another operating system can and cannot tell. */
export const findingsElsewhere = (os: string, kernel: string): readonly Finding[] => [
  {
    id: 'os',
    state: 'partly',
    label: 'Operating system',
    detail: `${os} ${kernel}: the machine itself can be read, workers only on Linux; run the hive there.`,
  },
  {
    id: 'workers',
    state: 'no',
    label: 'Workers',
    detail: `Workers cannot be seen on ${os}: only Linux shows the processes of a machine in a way that is read here.`,
  },
];
