/** `hidepid=` values of proc(5) that hide something, by number and by the names of Linux 5.8. */
const HIDING = /(?:^|,)hidepid=(?:1|2|4|noaccess|invisible|ptraceable)(?:,|$)/;

/** Whether `/proc/self/mountinfo` (proc_pid_mountinfo(5)) says that the proc mounted at `mountPoint` hides processes. */
export function parseHidePid(text: string, mountPoint: string): boolean {
  const place = mountPoint.replace(/(?<=.)\/+$/, '');
  let hides = false;
  for (const line of text.split('\n')) {
    const [fields = '', mounted = ''] = line.split(' - ');
    const [type, , options = ''] = mounted.split(' ');
    if (type === 'proc' && fields.split(' ')[4] === place) hides = HIDING.test(options);
  }
  return hides;
}
