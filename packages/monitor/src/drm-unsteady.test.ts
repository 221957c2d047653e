import { createCheck, NodeStatsSchema, ProcessStatsSchema } from '@rbee/contract';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  APU,
  ARC,
  addCard,
  addKfdNode,
  IRIS,
  NOUVEAU_CARD,
  openNode,
  RADEON,
  setKfdUse,
} from '../testing/fake-cards.ts';
import { AMDGPU_5_14, amdgpu, i915, NOUVEAU, xe } from '../testing/fdinfo-texts.ts';
import { createFakeMachine, type FakeMachine } from '../testing/index.ts';
import { type Answer, createFiles, type Files } from './files/index.ts';
import { createMonitor } from './index.ts';

const nodeCheck = createCheck(NodeStatsSchema);
const workerCheck = createCheck(ProcessStatsSchema);

let machine: FakeMachine;
beforeEach(() => {
  machine = createFakeMachine();
  const runtime = { 'power/control': 'auto', 'power/autosuspend_delay_ms': '1000' };
  addCard(machine, { ...RADEON, files: { ...RADEON.files, ...runtime } });
  addCard(machine, { ...APU, minor: 1 });
  addCard(machine, { ...ARC, minor: 2, pci: '0000:0a:00.0', files: { ...ARC.files, ...runtime } });
  addCard(machine, { ...IRIS, minor: 3 });
  addCard(machine, { ...NOUVEAU_CARD, minor: 4 });
  addKfdNode(machine, { node: 1, gpuId: 11, location: 0x300 });
  const texts = [
    amdgpu({ gfxNs: 5, computeNs: 9 }),
    amdgpu({ pci: '0000:c4:00.0' }),
    xe({ pci: '0000:0a:00.0' }),
    i915({ pci: '0000:00:02.0' }),
    NOUVEAU,
    AMDGPU_5_14,
  ];
  for (const [at, text] of texts.entries()) {
    machine.process({ pid: 100 + at, argv: ['llama-server', '--port', `${8080 + at}`], listens: [] });
    openNode(machine, 100 + at, 7, `renderD${128 + Math.min(at, 4)}`, text);
  }
  setKfdUse(machine, { pid: 100, gpuId: 11, vramBytes: 5, occupancy: 3, sdmaUs: 8, hasQueue: true });
});
afterEach(() => machine.remove());

const HOSTILE = [
  '',
  'NaN',
  '-1',
  '1e308',
  '99999999999999999999999999',
  '18446744073709551615',
  '\0\0\0',
  'drm-driver: amdgpu\ndrm-pdev: 0000:03:00.0\ndrm-client-id: 1\ndrm-engine-gfx: 18446744073709551615 ns\ndrm-resident-vram: 18446744073709551615 MiB\n',
  'drm-driver: xe\ndrm-pdev: 0000:0a:00.0\ndrm-cycles-rcs: 5\ndrm-total-cycles-rcs: 0\n',
  'drm-driver: i915\ndrm-pdev: ffff:ff:1f.7\n',
  `${'drm-engine-x: 1 ns\n'.repeat(5000)}`,
  'suspended',
  'auto',
] as const;

type Disturbance = 'none' | 'gone' | 'permission' | 'failed' | 'timeout' | (typeof HOSTILE)[number];

/** Files of which reads below sysfs and of descriptors go wrong as the choices say, one after the other. */
function disturbed(choices: readonly Disturbance[]): Files {
  const files = createFiles();
  let at = 0;
  const through = <T>(path: string, read: () => Answer<T>, hostile: (text: string) => T): Answer<T> => {
    const isMeant = path.startsWith(machine.sysRoot) || /\/fd(?:info)?(?:\/|$)/.test(path);
    const choice = isMeant ? (choices[at++ % choices.length] ?? 'none') : 'none';
    if (choice === 'none') return read();
    if (choice === 'gone' || choice === 'permission' || choice === 'failed' || choice === 'timeout') {
      return { ok: false, refusal: choice };
    }
    return { ok: true, value: hostile(choice) };
  };
  return {
    ...files,
    text: (path, most) =>
      through(
        path,
        () => files.text(path, most),
        (it) => it,
      ),
    again: (path) =>
      through(
        path,
        () => files.again(path),
        (it) => it,
      ),
    link: (path) =>
      through(
        path,
        () => files.link(path),
        (it) => it,
      ),
    bytes: (path) =>
      through(
        path,
        () => files.bytes(path),
        (it) => Buffer.from(it),
      ),
    names: (path) =>
      through(
        path,
        () => files.names(path),
        (it) => it.split('\n'),
      ),
  };
}

test('[N1] whatever the files of GPUs hold, refuse or lose, each heartbeat is what the wire allows', () => {
  const choice = fc.oneof(
    { weight: 6, arbitrary: fc.constant<Disturbance>('none') },
    fc.constantFrom<Disturbance>('gone', 'permission', 'failed', 'timeout', ...HOSTILE),
  );
  fc.assert(
    fc.property(fc.array(choice, { minLength: 5, maxLength: 97 }), (choices) => {
      const { procRoot, cgroupRoot, sysRoot } = machine;
      let ms = 0;
      const options = { version: '1', procRoot, cgroupRoot, sysRoot, platform: 'linux' } as const;
      const monitor = createMonitor({ ...options, monotonicMs: () => ms }, disturbed(choices));
      for (const step of [1000, 1000, 1, 1000, 20_000]) {
        ms += step;
        const { node, workers } = monitor.sample();
        expect(nodeCheck.mismatch(node)).toBeNull();
        for (const it of workers) {
          expect(workerCheck.mismatch(it)).toBeNull();
          expect(it.gpu_util_pct).toBeLessThanOrEqual(100);
          for (const gpu of it.gpus ?? []) expect(gpu.util_pct).toBeLessThanOrEqual(100);
        }
        const ids = node.gpus.map((it) => it.pci ?? it.uuid);
        expect(new Set(ids).size).toBe(ids.length);
      }
      monitor.close();
    }),
    { numRuns: 25 },
  );
}, 60_000);
