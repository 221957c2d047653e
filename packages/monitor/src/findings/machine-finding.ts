import type { Finding, FindingState } from './finding.ts';
import type { MachineFacts, MachineFile } from './machine-facts.ts';

/** What each file of /proc tells of the machine itself. */
const TELLS: Readonly<Record<MachineFile, string>> = {
  stat: 'CPU use, CPU count and the time of the boot',
  loadavg: 'the load',
  meminfo: 'memory and swap',
  uptime: 'the age of workers',
};

/** What the machine's own figures are worth. */
export function machineFinding({ machineFiles, procRoot }: MachineFacts): Finding {
  const names = Object.keys(TELLS) as MachineFile[];
  const missing = names.filter((it) => !machineFiles.includes(it));
  const finding = (state: FindingState, detail: string): Finding => ({
    id: 'machine',
    label: "The machine's figures",
    state,
    detail,
  });
  if (missing.length === 0) {
    return finding('ok', 'CPU, load, memory, swap and the time since the boot can be read.');
  }
  const files = missing.map((it) => `${procRoot}/${it}`).join(', ');
  const lost = missing.map((it) => TELLS[it]).join(', ');
  return finding(
    missing.length === names.length ? 'no' : 'partly',
    `${files} cannot be read, so ${lost} are unknown; mount proc(5) there without subset=pid, and let the hive read it.`,
  );
}
