import type { Finding, FindingState } from './finding.ts';
import type { MachineFacts, MachineFile } from './machine-facts.ts';

/** Figures of the machine that come from each file of /proc. */
const TELLS: Readonly<Record<MachineFile, string>> = {
  stat: 'CPU use, CPU count and the time of the boot',
  loadavg: 'the load',
  meminfo: 'memory and swap',
  uptime: 'the age of workers',
};

/** The finding about the machine's own figures. */
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
