import { cpus, freemem, hostname, loadavg, release, totalmem } from 'node:os';
import { known, missing } from '../figure.ts';
import { type Answer, ask, type Files, reasonOf } from '../files/index.ts';
import { counted } from '../rates/index.ts';
import { type BootClock, linuxMachine } from './linux-machine.ts';
import type { Machine, OwnProcess } from './machine.ts';

/** A machine, and the reference for the start times of its processes. */
export interface MachineReading {
  readonly machine: Machine;
  readonly clock: BootClock;
}

const MIB = 1024 * 1024;

/** Reads a Linux machine: name and kernel from Node's `os` module, figures from /proc. */
export function readLinuxMachine(files: Files, procRoot: string, ticksPerSecond: number): MachineReading {
  const text = (name: string) => withReason(files.again(`${procRoot}/${name}`));
  const texts = {
    stat: text('stat'),
    loadavg: text('loadavg'),
    meminfo: text('meminfo'),
    uptime: text('uptime'),
  };
  const { figures, clock } = linuxMachine(texts, ticksPerSecond);
  return { machine: { ...nameOfMachine('linux'), ...figures }, clock };
}

const withReason = (answer: Answer<string>) =>
  answer.ok ? answer : ({ ok: false, reason: reasonOf(answer.refusal) } as const);

/** Reads a machine with another operating system through Node's `os` module. */
export function readPortableMachine(os: NodeJS.Platform): Machine {
  const processors = cpus();
  const busyMs = processors.reduce(
    (sum, { times }) => sum + times.user + times.nice + times.sys + times.irq,
    0,
  );
  return {
    ...nameOfMachine(os),
    cpuCount: processors.length > 0 ? known(processors.length) : missing('not_exposed'),
    busySeconds: processors.length > 0 ? counted('cpu', busyMs / 1000) : { ok: false, reason: 'not_exposed' },
    load1: os === 'win32' ? missing('not_exposed') : known(loadavg()[0] ?? 0),
    ramUsedMb: known((totalmem() - freemem()) / MIB),
    ramTotalMb: known(totalmem() / MIB),
    swapUsedMb: missing('not_exposed'),
  };
}

const nameOfMachine = (os: NodeJS.Platform) => ({ hostname: hostname(), os, kernel: release() });

/** CPU time and memory of this process. */
export function readOwnProcess(version: string): OwnProcess {
  const { user, system } = process.cpuUsage();
  const rss = ask(() => process.memoryUsage.rss());
  return {
    version,
    cpuSeconds: (user + system) / 1e6,
    rssMb: rss.ok ? known(rss.value / MIB) : missing(reasonOf(rss.refusal)),
  };
}
