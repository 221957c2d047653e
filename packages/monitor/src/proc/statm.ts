import { natural } from './natural.ts';

/** Resident pages, the second number of `/proc/<pid>/statm` (proc_pid_statm(5)); null if there is none. */
export const parseResidentPages = (text: string): number | null => natural(text.split(/\s/, 2)[1]);
