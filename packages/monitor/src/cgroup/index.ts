export {
  parseAnonymousBytes,
  parseBlkio,
  parseCgroups,
  parseCpuacctUsage,
  parseCpuStat,
  parseIoStat,
} from './cgroup-texts.ts';
export { CgroupTree, ProcessPlaces } from './cgroup-tree.ts';
export type { CgroupDirectory, Instance } from './instance.ts';
