/** What a path belongs to, so that what blocks one file tells which others not to read. */
export type Place =
  /** A file of a process, with its name below `/proc/<pid>`; that of the directory itself is empty. */
  | { readonly kind: 'process'; readonly pid: string; readonly name: string }
  /** A folder as a process sees it, at `path` below its root folder. */
  | { readonly kind: 'folder'; readonly pid: string; readonly path: string }
  /** A file of a device in sysfs(5). `family`: the devices of one class or bus, such as `class/drm`. */
  | { readonly kind: 'device'; readonly device: string; readonly family: string }
  | { readonly kind: 'other' };

const OTHER: Place = { kind: 'other' };

/** Returns a function that tells the place of a path. */
export function placesIn(procRoot: string, sysRoot: string): (path: string) => Place {
  const [proc, sys] = [`${procRoot}/`, `${sysRoot}/`];
  return (path) => {
    if (path.startsWith(proc)) return inProc(path.slice(proc.length));
    return path.startsWith(sys) ? inSys(path.slice(sys.length)) : OTHER;
  };
}

function inProc(below: string): Place {
  const slash = below.indexOf('/');
  const pid = slash < 0 ? below : below.slice(0, slash);
  if (!/^\d+$/.test(pid)) return OTHER;
  const name = below.slice(pid.length + 1);
  return name.startsWith('root/')
    ? { kind: 'folder', pid, path: name.slice('root/'.length) }
    : { kind: 'process', pid, name };
}

/** `class/<class>/<device>/...` and `bus/<bus>/devices/<device>/...`. */
function inSys(below: string): Place {
  const [top = '', family = '', first = '', second = ''] = below.split('/', 4);
  const isBus = top === 'bus' && first === 'devices';
  const device = isBus ? second : first;
  if ((top !== 'class' && !isBus) || device === '') return OTHER;
  return { kind: 'device', family: `${top}/${family}`, device: `${top}/${family}/${device}` };
}
