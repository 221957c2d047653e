import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  AMDGPU_5_14,
  AMDGPU_5_19,
  amdgpu,
  EVENTFD,
  i915,
  MSM,
  NOUVEAU,
  xe,
} from '../../../testing/fdinfo-texts.ts';
import { type DrmFile, parseFdinfo } from './fdinfo.ts';

const MIB = 1024 * 1024;

const read = (text: string): DrmFile => {
  const file = parseFdinfo(text);
  if (!file) throw new Error('is no DRM device');
  return file;
};
const engine = (text: string, name: string) => read(text).engines.get(name);

describe('each driver', () => {
  test('amdgpu since Linux 6.13: memory under three names counts once', () => {
    const file = read(amdgpu({ gfxNs: 5, computeNs: 7 }));
    expect(file).toMatchObject({ driver: 'amdgpu', pci: '0000:03:00.0', clientId: '12', timed: true });
    expect(file.memory.get('vram')).toBe(1024 * MIB);
    expect(file.memory.get('gtt')).toBe(2 * MIB);
    expect([...file.engines]).toEqual([
      ['gfx', { busy: 5, capacity: 1 }],
      ['compute', { busy: 7, capacity: 1 }],
    ]);
  });

  test('amdgpu that has used no engine is timed all the same: it lists only engines that were used', () => {
    expect(read(amdgpu())).toMatchObject({ timed: true, engines: new Map() });
  });

  test('amdgpu of Linux 5.19', () => {
    const file = read(AMDGPU_5_19);
    expect(file.memory.get('vram')).toBe(256 * MIB);
    expect(file.engines.get('enc')).toEqual({ busy: 25, capacity: 1 });
  });

  test('amdgpu of Linux 5.14: memory under its old names, no time of engines, the client known by its address space', () => {
    const file = read(AMDGPU_5_14);
    expect(file).toMatchObject({ driver: 'amdgpu', pci: '0000:03:00.0', clientId: '32769', timed: false });
    expect(file.memory).toEqual(
      new Map([
        ['vram', 128 * MIB],
        ['gtt', MIB],
      ]),
    );
    expect(file.engines.size).toBe(0);
    expect(read('pdev:\t0a:00.0\npasid:\t1\n').pci).toBe('0000:0a:00.0');
  });

  test('i915: the number of engines in a class', () => {
    expect(engine(i915(), 'video')).toEqual({ busy: 0, capacity: 2 });
    expect(engine(i915(), 'video-enhance')).toEqual({ busy: 0, capacity: 1 });
    expect(read(i915()).memory.get('local0')).toBe(512 * MIB);
    expect(read(i915()).memory.get('system0')).toBe(MIB);
  });

  test('xe: cycles of engines with the cycles of their clock', () => {
    expect(engine(xe({ ccs: 40, total: 100 }), 'ccs')).toEqual({ busy: 40, totalCycles: 100, capacity: 4 });
    expect(read(xe()).memory.get('vram0')).toBe(23992 * 1024);
    expect(read(xe()).memory.has('cycles-ccs')).toBe(false);
  });

  test('nouveau: memory, and no time of engines', () => {
    expect(read(NOUVEAU)).toMatchObject({ driver: 'nouveau', timed: false });
    expect(read(NOUVEAU).memory.get('vram')).toBe(64 * MIB);
  });

  test('msm: not on PCI; its cycles have no clock of their own, so its time counts', () => {
    expect(read(MSM)).toMatchObject({ driver: 'msm', pci: null, clientId: '7' });
    expect(engine(MSM, 'gpu')).toEqual({ busy: 1734371319, capacity: 1 });
  });

  test('any other file is none', () => {
    for (const text of ['', EVENTFD, 'pos:\t0\nflags:\t0\n', 'drm-pdev:\t0000:03:00.0\n']) {
      expect(parseFdinfo(text)).toBeNull();
    }
  });
});

describe('units', () => {
  test('a number without a unit is bytes', () => {
    const bytes = (value: string) => read(`drm-driver: x\ndrm-resident-vram:\t${value}\n`).memory.get('vram');
    expect(bytes('4096')).toBe(4096);
    expect(bytes('4 KiB')).toBe(4096);
    expect(bytes('4 MiB')).toBe(4 * MIB);
    expect(bytes('4 furlongs')).toBeUndefined();
    expect(bytes('-4 KiB')).toBeUndefined();
    expect(bytes('NaN')).toBeUndefined();
    expect(bytes('1e9')).toBeUndefined();
  });

  test('any amount in KiB and MiB is that amount in bytes', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.constantFrom(['', 1], [' KiB', 1024], [' MiB', MIB]),
        (amount, [unit, factor]) => {
          const file = read(`drm-driver: x\ndrm-resident-vram: ${amount}${unit}\n`);
          expect(file.memory.get('vram')).toBe(amount * Number(factor));
        },
      ),
    );
  });

  test('resident memory counts before the other names, wherever they are written', () => {
    const lines = ['drm-total-vram: 3 MiB', 'drm-memory-vram: 2 MiB', 'drm-resident-vram: 1 MiB'];
    fc.assert(
      fc.property(fc.shuffledSubarray(lines, { minLength: 3 }), (order) => {
        expect(read(['drm-driver: x', ...order].join('\n')).memory.get('vram')).toBe(MIB);
      }),
    );
  });

  test('a capacity of zero, which the document forbids, is one', () => {
    expect(engine('drm-driver: x\ndrm-engine-a: 1 ns\ndrm-engine-capacity-a: 0\n', 'a')?.capacity).toBe(1);
  });
});

describe('hostile text', () => {
  test('is bounded: names, their length, their number', () => {
    const engines = Array.from({ length: 5000 }, (_, at) => `drm-engine-e${at}: 1 ns`).join('\n');
    expect(read(`drm-driver: x\n${engines}`).engines.size).toBeLessThanOrEqual(64);
    expect(read(`drm-driver: x\ndrm-engine-${'e'.repeat(500)}: 1 ns\n`).engines.size).toBe(0);
    expect(parseFdinfo(`${'x'.repeat(17_000)}\ndrm-driver: x\n`)).toBeNull();
    expect(
      read('drm-driver: x\ndrm-engine-a: 99999999999999999999999 ns\ndrm-engine-b: 99999999999999999999 ns\n')
        .engines.size,
    ).toBe(0);
  });

  test('never throws, and every number is finite and not negative', () => {
    const key = fc.constantFrom(
      'drm-driver',
      'drm-pdev',
      'drm-engine-a',
      'drm-cycles-a',
      'drm-total-cycles-a',
      'drm-memory-a',
      'vram mem',
      'pasid',
      'pdev',
    );
    const value = fc.oneof(
      fc.string(),
      fc.constantFrom('NaN', '-1 ns', '18446744073709551615 ns', '18446744073709551615 MiB', '0x10'),
    );
    const line = fc.oneof(
      fc.string(),
      fc.tuple(key, value).map((it) => it.join(':\t')),
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const file = parseFdinfo(lines.join('\n'));
        const numbers = [
          ...(file?.memory.values() ?? []),
          ...[...(file?.engines.values() ?? [])].flatMap((it) => [it.busy, it.capacity]),
        ];
        expect(numbers.every((it) => Number.isFinite(it) && it >= 0)).toBe(true);
      }),
    );
  });
});
