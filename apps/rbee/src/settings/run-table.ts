import { cores, memory, workerName } from './limit-readers.ts';
import { single, unsaid, type ValuesOf } from './setting.ts';

/** Settings of `rbee run`. */
export const runTable = () => ({
  group: single(workerName, '', {
    flag: '--group <name>',
    about: 'group of the worker, such as llm',
    shown: '',
  }),
  instance: single(workerName, '', {
    flag: '--instance <name>',
    about: 'instance within the group, such as the port that it listens on',
    shown: '',
  }),
  cpuPct: unsaid(cores, {
    flag: '--cpu <percent>',
    about: 'CPU limit for all its processes together; 100% is one core',
  }),
  memoryBytes: unsaid(memory, {
    flag: '--memory <size>',
    about: 'memory limit for all its processes together, such as 512M or 8G',
  }),
});

/** Values of the settings of `rbee run`. */
export type RunSettings = ValuesOf<ReturnType<typeof runTable>>;
