import { bytes, within, withUnit } from './readers.ts';
import { optional, type Reader, single, type ValuesOf } from './setting.ts';

const NAME = /^[A-Za-z0-9][A-Za-z0-9._:@-]{0,63}$/;
const UNIT_SUFFIX = /\.(?:service|scope|slice)$/;

/** A name that is valid and unambiguous as a systemd unit and as a cgroup. */
const workerName: Reader<string> = {
  parse: (text) => (NAME.test(text) && !UNIT_SUFFIX.test(text) ? text : undefined),
  expected:
    '1 to 64 of the characters A-Z a-z 0-9 . _ : @ -, beginning with a letter or digit and not ending in .service, .scope or .slice',
};

/** A CPU limit such as `200%`, as percent of one core. */
const cores: Reader<number> = {
  parse: (text) => within(withUnit(text, /^(\d{1,6}(?:\.\d{1,2})?)(%)$/, { '%': 1 }), 1, 100_000),
  expected: 'a percentage from 1% to 100000%, such as 200% for two cores',
};

/** Settings of `rbee run`. Group and instance are required; without them their values are empty. */
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
  cpuPct: optional(cores, {
    flag: '--cpu <percent>',
    about: 'CPU limit for all its processes together; 100% is one core',
  }),
  memoryBytes: optional(bytes('1M', '1024T'), {
    flag: '--memory <size>',
    about: 'memory limit for all its processes together, such as 512M or 8G',
  }),
});

/** Values of the settings of `rbee run`. */
export type RunSettings = ValuesOf<ReturnType<typeof runTable>>;
