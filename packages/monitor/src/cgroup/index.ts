export { type BlockIo, parseBlkio, parseIoStat } from './block-io.ts';
export { parseCpuacctUsage, parseCpuStat } from './cpu-time.ts';
export { type CgroupDirectory, type FoundDirectory, type Instance, uniteInstances } from './instance.ts';
export { instanceName, isSliceInside } from './instance-name.ts';
export { placeInSlice } from './membership.ts';
export { parsePids } from './pids.ts';
