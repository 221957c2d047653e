import { expect, test } from 'vitest';
import { KernelLog, xidOfRecord } from './kernel-log.ts';

// Records as in the kernel document dev-kmsg, messages as in NVIDIA's "XID Errors" document.
test.each([
  [
    '4,1234,98765432,-;NVRM: Xid (PCI:0000:65:00): 79, pid=1234, GPU has fallen off the bus.\n',
    { pci: '0000:65:00', xid: 79, atS: 98.765_432 },
  ],
  [
    '3,99,1000000,-,caller=T77;NVRM: Xid (PCI:0000:C1:00): 31, pid=77, name=python, MMU Fault\n',
    { pci: '0000:c1:00', xid: 31, atS: 1 },
  ],
])('an error of the driver in the record %s', (record, xid) => {
  expect(xidOfRecord(record)).toEqual(xid);
});

test.each([
  '6,1,5,-;NVRM: loading NVIDIA UNIX x86_64 Kernel Module',
  // Programs can write to the log, too: the facility of their records is not the kernel's.
  '12,1,5,-;NVRM: Xid (PCI:0000:65:00): 79, gone',
  '6,1,5,-;usb 1-1: NVRM: Xid (PCI:0000:65:00): 79, gone',
  'NVRM: Xid (PCI:0000:65:00): 79, gone',
  '',
])('no error in the record %s', (record) => {
  expect(xidOfRecord(record)).toBeUndefined();
});

test('a log that does not exist or may not be read has no errors', () => {
  expect(new KernelLog('/nonexistent').take()).toEqual([]);
});
