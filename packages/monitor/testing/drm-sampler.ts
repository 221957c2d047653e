import { type Answer, createFiles, type Files } from '../src/files/index.ts';
import { createDrmReaders } from '../src/gpu/drm/index.ts';
import type { GpuCandidate, GpuCard, GpuProcess, GpuVendor } from '../src/gpu-reader.ts';
import type { FakeMachine } from './fake-machine.ts';

/** A process for a reader of GPUs; the start time is the pid. */
export const aCandidate = (pid: number, parentPid = 1, startTicks = pid): GpuCandidate => ({
  pid,
  key: `${pid}:${startTicks}`,
  parentPid,
  startTicks,
});

/** How the readers see the machine. */
export interface DrmView {
  readonly foreignPidNamespace?: boolean;
  readonly hidesProcesses?: boolean;
  /** Ends of the paths that may not be read, such as `/100/fd`. */
  readonly refused?: readonly string[];
}

/** Takes samples of the cards of a fake machine that the kernel's own drivers run. */
export function drmSampler(machine: FakeMachine, view: DrmView = {}) {
  const { procRoot, sysRoot } = machine;
  const { foreignPidNamespace = false, hidesProcesses = false, refused = [] } = view;
  const paths: string[] = [];
  const files = watchedFiles(paths, refused);
  const pciIds = [`${sysRoot}/pci.ids`];
  const readers = createDrmReaders({
    files,
    procRoot,
    sysRoot,
    foreignPidNamespace,
    hidesProcesses,
    pciIds,
  });
  /** The cards of all vendors, in the order amd, intel, nvidia. */
  const sample = (processes: readonly (GpuCandidate | number)[], atMs: number): readonly GpuCard[] => {
    const candidates = processes.map((it) => (typeof it === 'number' ? aCandidate(it) : it));
    const cards = readers.flatMap((it) => {
      const reading = it.read(candidates, atMs);
      return reading.ok ? reading.value : [];
    });
    files.endSample();
    return cards;
  };
  const finding = (vendor: GpuVendor) => readers.find((it) => it.vendor === vendor)?.finding();
  /** The files that were read until now and whose path matches. */
  const touched = (pattern: RegExp): readonly string[] => paths.filter((it) => pattern.test(it));
  const close = () => {
    for (const it of readers) it.close();
  };
  return { sample, finding, touched, close };
}

/** Files that write down the path of each read. */
function watchedFiles(paths: string[], refused: readonly string[]): Files {
  const files = createFiles();
  const noted = <T>(path: string, read: () => Answer<T>): Answer<T> => {
    paths.push(path);
    return refused.some((it) => path.endsWith(it)) ? { ok: false, refusal: 'permission' } : read();
  };
  return {
    ...files,
    again: (path) => noted(path, () => files.again(path)),
    text: (path, most) => noted(path, () => files.text(path, most)),
    bytes: (path) => noted(path, () => files.bytes(path)),
    names: (path, most) => noted(path, () => files.names(path, most)),
  };
}

/** The processes of a card; none if they are not known. */
export const processesOf = (card: GpuCard | undefined): readonly GpuProcess[] =>
  card?.processes.ok ? card.processes.value : [];
