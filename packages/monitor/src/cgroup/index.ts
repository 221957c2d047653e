export { type BlockIo, parseBlkio, parseCpuacctUsage, parseCpuStat, parseIoStat } from './cgroup-texts.ts';
export { createCgroupTree } from './cgroup-tree.ts';
export type { CgroupDirectory, Instance } from './instance.ts';
export { createProcessPlaces } from './process-places.ts';
export { createWholeCgroups, type WholeCgroups } from './whole-cgroups.ts';
