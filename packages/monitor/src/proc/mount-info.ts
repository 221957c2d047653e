import { natural } from './natural.ts';

/** How a mount of proc(5) hides processes from who may not look into them. */
export interface HidePid {
  /** `from-strangers`: the group of the mount sees all; `untraceable`: it does not either. */
  readonly hides: 'nothing' | 'from-strangers' | 'untraceable';
  /** The group of the mount's `gid=`; root's unless given. */
  readonly gid: number;
}

/** `hidepid=` values that hide something, by number and by the names of Linux 5.8. */
const HIDING = /(?:^|,)hidepid=(?:1|2|noaccess|invisible)(?:,|$)/;
const HIDING_FROM_ALL = /(?:^|,)hidepid=(?:4|ptraceable)(?:,|$)/;

/** What `/proc/self/mountinfo` (proc_pid_mountinfo(5)) says of the proc that is mounted at `mountPoint`. */
export function parseHidePid(text: string, mountPoint: string): HidePid {
  const place = mountPoint.replace(/(?<=.)\/+$/, '');
  let options = '';
  for (const line of text.split('\n')) {
    const [fields = '', mounted = ''] = line.split(' - ');
    const [type, , ofMount = ''] = mounted.split(' ');
    if (type === 'proc' && fields.split(' ')[4] === place) options = ofMount;
  }
  const gid = natural(/(?:^|,)gid=(\d+)(?:,|$)/.exec(options)?.[1]) ?? 0;
  if (HIDING_FROM_ALL.test(options)) return { hides: 'untraceable', gid };
  return { hides: HIDING.test(options) ? 'from-strangers' : 'nothing', gid };
}
