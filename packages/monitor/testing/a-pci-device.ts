import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A PCI device, as sysfs-bus-pci of the kernel's ABI documents describes it. */
export interface PciDevice {
  /** Class code, such as `0x030000`. */
  readonly kind: string;
  readonly vendor: string;
  readonly device?: string;
  /** The driver that is bound to it. */
  readonly driver?: string;
  /** Address of the device of which it is a virtual function. */
  readonly functionOf?: string;
}

/** Writes a PCI device into a fake /sys. */
export function plantPciDevice(sysRoot: string, address: string, it: PciDevice): void {
  const folder = join(sysRoot, 'bus/pci/devices', address);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'class'), `${it.kind}\n`);
  writeFileSync(join(folder, 'vendor'), `${it.vendor}\n`);
  writeFileSync(join(folder, 'device'), `${it.device ?? '0x0001'}\n`);
  if (it.driver) symlinkSync(`../../../../bus/pci/drivers/${it.driver}`, join(folder, 'driver'));
  if (it.functionOf) symlinkSync(`../${it.functionOf}`, join(folder, 'physfn'));
}
