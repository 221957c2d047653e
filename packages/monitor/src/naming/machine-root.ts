/**
 * The root folder of the machine whose /proc is read: that of its first process, unless it is the hive's own /proc. Only
 * root may open the former.
 */
export const machineRoot = (procRoot: string): string => (procRoot === '/proc' ? '/' : `${procRoot}/1/root`);
