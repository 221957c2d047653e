import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createFiles } from '../src/files/index.ts';
import type { NvidiaPlaces } from '../src/gpu/nvml/driver-presence.ts';

/** A machine with NVIDIA's kernel driver, in a temporary folder. */
export interface NvidiaMachine extends NvidiaPlaces {
  /** Loads or unloads the driver. */
  load(isLoaded: boolean): void;
  /** Powers a card up or down. */
  power(pci: string, status: 'active' | 'suspended'): void;
  remove(): void;
}

/** Creates a machine whose driver is loaded, without cards in sysfs. */
export function createNvidiaMachine(): NvidiaMachine {
  const root = mkdtempSync(join(tmpdir(), 'rbee-nvidia-'));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const load = (isLoaded: boolean) => {
    const version = 'NVRM version: NVIDIA UNIX x86_64 Kernel Module  580.95.05\n';
    if (isLoaded) write('proc/driver/nvidia/version', version);
    else rmSync(join(root, 'proc/driver/nvidia'), { recursive: true });
  };
  load(true);
  return {
    files: createFiles(),
    procRoot: join(root, 'proc'),
    sysRoot: join(root, 'sys'),
    load,
    power: (pci, status) => {
      // A link to the device in sysfs; only its name is read.
      mkdirSync(join(root, 'sys/bus/pci/drivers/nvidia', pci), { recursive: true });
      write(`sys/bus/pci/devices/${pci}/power/runtime_status`, `${status}\n`);
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
