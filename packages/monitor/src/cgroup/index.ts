export { parseBlkio, parseCpuacctUsage, parseCpuStat, parseIoStat } from './cgroup-texts.ts';
export { CgroupTree } from './cgroup-tree.ts';
export type { CgroupDirectory, Instance } from './instance.ts';
export { ProcessPlaces } from './process-places.ts';
