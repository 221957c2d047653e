import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cardOfLine, processOfLine, UseLines } from './smi-text.ts';

// Lines as in NVIDIA's manual page of nvidia-smi, with `--format=csv,noheader,nounits`.
const H100 =
  '0, GPU-e0f5, 00000000:65:00.0, 81559, 1024, 37, 55, 312.50, 700.00, 1980, 2619, [N/A], 5, 16, NVIDIA H100 80GB HBM3';

test('[N1] reads a card; what is not available is absent', () => {
  expect(cardOfLine(H100)).toEqual({
    index: 0,
    uuid: 'GPU-e0f5',
    name: 'NVIDIA H100 80GB HBM3',
    use: 37,
    used: 1024,
    total: 81_559,
    details: {
      pci: '0000:65:00.0',
      temp_c: 55,
      power_w: 312.5,
      power_limit_w: 700,
      clock_mhz: 1980,
      memory_clock_mhz: 2619,
      pcie_generation: 5,
      pcie_width: 16,
    },
  });
});

test('a name may contain commas', () => {
  expect(cardOfLine(`${H100}, rev, 2`)?.name).toBe('NVIDIA H100 80GB HBM3, rev, 2');
});

test('[W2] a figure that is not there has a reason', () => {
  const with_ = (used: string, use: string) => {
    const words = H100.split(', ');
    return cardOfLine([...words.slice(0, 4), used, use, ...words.slice(6)].join(', '));
  };
  expect(with_('[N/A]', '[N/A]')).toMatchObject({
    used: 'unified_memory',
    use: 'not_exposed',
    details: { shares_ram: true },
  });
  expect(with_('1024', '[Insufficient Permissions]')).toMatchObject({ used: 1024, use: 'permission' });
  expect(with_('1024', '[Unknown Error]')).toMatchObject({ use: 'driver_error' });
  expect(with_('[GPU is lost]', '[GPU is lost]')).toMatchObject({
    used: 'driver_error',
    use: 'driver_error',
    details: { health: ['lost'] },
  });
});

test.each([
  '',
  'No devices were found',
  'Field "memory.all" is not a valid field to query.',
  'Failed to initialize NVML: Driver/library version mismatch',
  'index, uuid, pci.bus_id',
])('no card in the line %s', (line) => {
  expect(cardOfLine(line)).toBeUndefined();
});

test('reads a process and its memory', () => {
  expect(processOfLine('GPU-e0f5, 4711, 512')).toEqual({ uuid: 'GPU-e0f5', pid: 4711, memory: 512 });
  expect(processOfLine('GPU-e0f5, 4711, [N/A]')).toEqual({ uuid: 'GPU-e0f5', pid: 4711, memory: 'wddm' });
  expect(processOfLine('GPU-e0f5, [N/A], 512')).toBeUndefined();
});

test('the columns of pmon are found by their names, in older and newer versions', () => {
  const older = new UseLines();
  for (const line of [
    '# gpu        pid  type    sm   mem   enc   dec   command',
    '# Idx          #   C/G     %     %     %     %   name',
  ]) {
    expect(older.read(line)).toBeUndefined();
  }
  expect(older.read('    0       4711     C    45    10     -     -   python3        ')).toEqual({
    index: 0,
    pid: 4711,
    pct: 45,
  });
  expect(older.read('    1          -     -     -     -     -     -   -              ')).toBeUndefined();
  const newer = new UseLines();
  newer.read('# gpu         pid   type     sm    mem    enc    dec    jpg    ofa    command ');
  expect(
    newer.read('    0        4712     C      -      -      -      -      -      -    VLLM::Worker_TP0'),
  ).toEqual({
    index: 0,
    pid: 4712,
    pct: null,
  });
});

test('any text is read as a card, a process or a use, or as nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (line) => {
      expect(() => [cardOfLine(line), processOfLine(line), new UseLines().read(line)]).not.toThrow();
    }),
  );
});
