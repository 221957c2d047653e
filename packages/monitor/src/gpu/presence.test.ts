import { rmSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFakeMachine, type FakeMachine, plantPciDevice } from '../../testing/index.ts';
import { createFiles, type Files } from '../files/index.ts';
import { Presence } from './presence.ts';

let machine: FakeMachine;
beforeEach(() => {
  machine = createFakeMachine();
});
afterEach(() => machine.remove());

const plant = (address: string, kind: string, vendor: string, more: object = {}) =>
  plantPciDevice(machine.sysRoot, address, { kind, vendor, ...more });
const found = () => new Presence(createFiles(), machine.sysRoot).read(0);
const none = { ok: true, value: [] };

// Class codes and vendors are those of pci.ids.
test.each([
  ['a GeForce', '0x030000', '0x10de', 'nvidia'],
  ['an A100, which has no display', '0x030200', '0x10de', 'nvidia'],
  ['a Radeon', '0x030000', '0x1002', 'amd'],
  ['an MI250', '0x038000', '0x1002', 'amd'],
  ['an MI300X', '0x120000', '0x1002', 'amd'],
  ['an Arc', '0x030000', '0x8086', 'intel'],
  ['a Data Center GPU Max', '0x038000', '0x8086', 'intel'],
])('%s is a GPU', (_, kind, vendor, name) => {
  plant('0000:65:00.0', kind, vendor);
  expect(found()).toEqual({ ok: true, value: [{ vendor: name, pci: '0000:65:00.0' }] });
});

test.each([
  ['the display of a BMC', '0x030000', '0x1a03'],
  ['another display of a BMC', '0x030000', '0x102b'],
  ['the display of QEMU', '0x030000', '0x1234'],
  ['the display of virtio', '0x038000', '0x1af4'],
  ['the display of VMware', '0x030000', '0x15ad'],
  ['the audio of a GeForce', '0x040300', '0x10de'],
  ['an NVSwitch', '0x068000', '0x10de'],
  ['an NPU of Intel', '0x120000', '0x8086'],
  ['a network card of Intel', '0x020000', '0x8086'],
])('%s is no GPU', (_, kind, vendor) => {
  plant('0000:65:00.0', kind, vendor);
  expect(found()).toEqual(none);
});

test.each(['vfio-pci', 'nvgrace-gpu-vfio-pci', 'pci-stub', 'xen-pciback'])(
  'a GPU that %s keeps for a virtual machine is none of this machine',
  (driver) => {
    plant('0000:65:00.0', '0x030000', '0x10de', { driver });
    expect(found()).toEqual(none);
  },
);

test('a virtual function is none of its own where the GPU itself is', () => {
  plant('0000:65:00.0', '0x030000', '0x10de', { driver: 'nvidia' });
  plant('0000:65:00.4', '0x030200', '0x10de', { functionOf: '0000:65:00.0' });
  expect(found()).toEqual({ ok: true, value: [{ vendor: 'nvidia', pci: '0000:65:00.0' }] });
});

test('in WSL the machine has the GPU of Windows, whose vendor is not told', () => {
  plant('e1f0:00:00.0', '0x030200', '0x1414', { device: '0x008e' });
  plant('e1f1:00:00.0', '0x030000', '0x1414', { device: '0x5353' });
  expect(found()).toEqual({ ok: true, value: [{ vendor: null, pci: null }] });
});

test('a Tegra has its GPU on the chip', () => {
  machine.file('../sys/module/nvgpu/initstate', 'live\n');
  expect(found()).toEqual({ ok: true, value: [{ vendor: 'nvidia', pci: null }] });
});

test('a machine without a PCI bus is known to have no GPU; without sysfs nothing is known', () => {
  rmSync(`${machine.sysRoot}/bus/pci`, { recursive: true });
  expect(found()).toEqual(none);
  rmSync(`${machine.sysRoot}/bus`, { recursive: true });
  expect(found()).toEqual({ ok: false, reason: 'not_exposed' });
});

test('devices that come and go are seen within ten seconds, and what stays is not read again', () => {
  const reads: string[] = [];
  const real = createFiles();
  const files: Files = {
    ...real,
    text: (path, most) => {
      reads.push(path.slice(machine.sysRoot.length));
      return real.text(path, most);
    },
  };
  const presence = new Presence(files, machine.sysRoot);
  const at = (ms: number) => {
    const present = presence.read(ms);
    return present.ok ? present.value.map(({ pci }) => pci) : present.reason;
  };
  plant('0000:65:00.0', '0x030000', '0x10de');
  plant('0000:00:1f.0', '0x060100', '0x8086');
  expect(at(0)).toEqual(['0000:65:00.0']);
  plant('0000:0a:00.0', '0x030000', '0x1002');
  expect(at(9_999)).toEqual(['0000:65:00.0']);
  reads.length = 0;
  expect(at(10_000)).toEqual(['0000:0a:00.0', '0000:65:00.0']);
  expect(new Set(reads.map((it) => it.split('/')[4]))).toEqual(new Set(['0000:0a:00.0']));
  rmSync(`${machine.sysRoot}/bus/pci/devices/0000:65:00.0`, { recursive: true });
  expect(at(20_000)).toEqual(['0000:0a:00.0']);
});

test('a device whose class cannot be read is looked at again', () => {
  const real = createFiles();
  let refuses = true;
  const files: Files = {
    ...real,
    text: (path, most) => (refuses ? { ok: false, refusal: 'timeout' } : real.text(path, most)),
  };
  plant('0000:65:00.0', '0x030000', '0x10de');
  const presence = new Presence(files, machine.sysRoot);
  expect(presence.read(0)).toEqual(none);
  refuses = false;
  expect(presence.read(10_000)).toMatchObject({ value: [{ pci: '0000:65:00.0' }] });
});
