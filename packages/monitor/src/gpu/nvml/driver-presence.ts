import type { Files } from '../../files/index.ts';

/** Where the machine shows itself. */
export interface NvidiaPlaces {
  readonly files: Files;
  readonly procRoot: string;
  readonly sysRoot: string;
}

/** What exists where NVIDIA's driver is loaded: on Linux, in WSL 2 (`dxg`), and on a Jetson (`nvmap`). */
const MARKS = ['driver/nvidia/version', '../dev/nvidiactl', '../dev/dxg', '../dev/nvmap'];

/** True if the machine may have a driver of NVIDIA. */
export const hasDriver = ({ files, procRoot }: NvidiaPlaces): boolean =>
  MARKS.some((it) => files.exists(`${procRoot}/${it}`));

/** Where `nvidia-smi` is: on most systems, in WSL 2, on NixOS, in containers. */
const PROGRAMS = [
  '/usr/bin/nvidia-smi',
  '/usr/lib/wsl/lib/nvidia-smi',
  '/run/current-system/sw/bin/nvidia-smi',
  '/usr/local/nvidia/bin/nvidia-smi',
  '/usr/local/bin/nvidia-smi',
];

/** The path of `nvidia-smi`; undefined if it is not installed. */
export const smiProgram = ({ files }: Pick<NvidiaPlaces, 'files'>): string | undefined =>
  PROGRAMS.find((it) => files.exists(it));

/** True if the driver is loaded, and the hive does not see its devices: a unit or a container hides them. */
export const hidesDevices = ({ files, procRoot }: NvidiaPlaces): boolean =>
  files.exists(`${procRoot}/driver/nvidia/version`) && !files.exists(`${procRoot}/../dev/nvidiactl`);

/** A card that NVIDIA's kernel driver has. */
export interface PciCard {
  /** As sysfs names it: `0000:65:00.0`. */
  readonly pci: string;
  /** True if it is powered down. A call of the driver would power it up. */
  readonly isAsleep: boolean;
}

/**
 * The cards of NVIDIA's kernel driver, by address; empty where sysfs does not list them, as in WSL 2. Reading
 * `runtime_status` does not power a card up (Documentation/ABI/testing/sysfs-devices-power).
 */
export function pciCards({ files, sysRoot }: NvidiaPlaces): readonly PciCard[] {
  const bound = files.names(`${sysRoot}/bus/pci/drivers/nvidia`);
  const addresses = (bound.ok ? bound.value : []).filter((it) => ADDRESS.test(it)).toSorted();
  return addresses.slice(0, MAX_CARDS).map((pci) => {
    const status = files.text(`${sysRoot}/bus/pci/devices/${pci}/power/runtime_status`, 64);
    return { pci, isAsleep: status.ok && status.value.trim() === 'suspended' };
  });
}

const ADDRESS = /^[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$/;
const MAX_CARDS = 64;
