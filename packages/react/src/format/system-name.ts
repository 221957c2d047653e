const NAMES = new Map([
  ['linux', 'Linux'],
  ['darwin', 'macOS'],
  ['win32', 'Windows'],
  ['freebsd', 'FreeBSD'],
]);

/** An operating system as people call it, from the name that `node.os` carries (section N). */
export const systemName = (os: string): string => NAMES.get(os) ?? os;
