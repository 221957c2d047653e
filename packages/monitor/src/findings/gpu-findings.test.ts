import { expect, test } from 'vitest';
import { aGpuCard, aGpuProcess } from '../../testing/index.ts';
import { missing } from '../figure.ts';
import type { GpuFacts } from '../gpu/index.ts';
import type { GpuCard } from '../gpu-reader.ts';
import { gpuFindings } from './gpu-findings.ts';

type Vendor = GpuFacts['vendors'][number];

const vendor = (cards: readonly GpuCard[], fields: Partial<Vendor> = {}): Vendor => ({
  vendor: 'nvidia',
  reading: { ok: true, value: cards },
  through: 'NVML 550.54.14',
  missing: [],
  ...fields,
});
const absent = (name: Vendor['vendor'], lacks: readonly string[] = []): Vendor =>
  vendor([], { vendor: name, reading: missing('driver_unsupported'), through: null, missing: lacks });
const CARD = { vendor: 'nvidia', pci: '0000:65:00.0' } as const;
const found = (facts: Partial<GpuFacts>) =>
  Object.fromEntries(
    gpuFindings({
      present: { ok: true, value: [] },
      unlisted: [],
      vendors: [],
      gap: undefined,
      ...facts,
    }).map(({ id, state, detail }) => [id, `${state}: ${detail}`]),
  );

test('a machine without a GPU is known to have none, and has no finding of a vendor', () => {
  const vendors = [absent('nvidia', ['install the driver']), absent('amd'), absent('intel')];
  expect(found({ vendors })).toEqual({
    gpus: 'ok: The machine has no GPU of NVIDIA, AMD or Intel, so it is known that no worker uses one.',
  });
});

test('GPUs that are read name the way and what is known', () => {
  const cards = [aGpuCard([aGpuProcess(7)]), aGpuCard([], { uuid: 'GPU-2' })];
  const intel = vendor([aGpuCard([], { vendor: 'intel' })], { vendor: 'intel', through: "the kernel's xe" });
  expect(found({ vendors: [vendor(cards), intel] })).toEqual({
    gpus: 'ok: 3 GPUs can be read.',
    'gpus-nvidia': 'ok: 2 GPUs through NVML 550.54.14: memory and use of every worker.',
    'gpus-intel': "ok: 1 GPU through the kernel's xe: memory and use of every worker.",
  });
});

test('a GPU without a driver says how to get it, by its reader if that knows better', () => {
  const facts = { unlisted: [CARD], gap: missing('driver_unsupported') };
  expect(found({ ...facts, vendors: [absent('nvidia')] })).toEqual({
    gpus: 'no: 0 of 1 GPU can be read, so GPU use and GPU memory are unknown (driver_unsupported) for every worker that is seen on none.',
    'gpus-nvidia': expect.stringMatching(
      /^no: 1 GPU of the machine \(0000:65:00\.0\) cannot be read; install NVIDIA's driver .*--gpus all.*\.$/,
    ),
  });
  expect(found({ ...facts, vendors: [absent('nvidia', ['load it with modprobe nvidia'])] })).toMatchObject({
    'gpus-nvidia': 'no: 1 GPU of the machine (0000:65:00.0) cannot be read; load it with modprobe nvidia.',
  });
});

test('one GPU of two that is read is a part', () => {
  const findings = found({
    unlisted: [CARD],
    gap: missing('driver_unsupported'),
    vendors: [vendor([aGpuCard()])],
  });
  expect(findings['gpus']).toMatch(/^partly: 1 of 2 GPUs can be read/);
  expect(findings['gpus-nvidia']).toMatch(
    /^partly: 1 GPU through NVML .*; 1 GPU of the machine .*cannot be read; see the kernel log .*--gpus all\)\.$/,
  );
});

test.each([
  ['pid_namespace', '--pid=host'],
  ['permission', 'CAP_SYS_PTRACE'],
  ['driver_error', 'journalctl -k'],
] as const)('processes that are not known because of %s name the remedy', (reason, remedy) => {
  const findings = found({ vendors: [vendor([aGpuCard([], { processes: missing(reason) })])] });
  expect(findings['gpus-nvidia']).toContain(
    `partly: 1 GPU through NVML 550.54.14, but not which processes use them (${reason}); `,
  );
  expect(findings['gpus-nvidia']).toContain(remedy);
});

test('figures of processes that the driver does not give are named; a first sample and a sleeping GPU lack nothing', () => {
  const processes = [
    aGpuProcess(7, { utilPct: missing('mig') }),
    aGpuProcess(8, { vramMb: missing('wddm'), utilPct: missing('first_sample') }),
  ];
  const asleep = aGpuCard([], { uuid: 'GPU-2', processes: missing('asleep') });
  expect(found({ vendors: [vendor([aGpuCard(processes), asleep])] })['gpus-nvidia']).toBe(
    'partly: 2 GPUs through NVML 550.54.14, but not the use by workers (mig) or the memory of workers (wddm).',
  );
});

test('processes whose open files may not be read are counted, with the remedy', () => {
  const card = aGpuCard([], { vendor: 'amd', refused: new Set([7, 8]) });
  const amd = vendor([card, card], { vendor: 'amd', through: "the kernel's amdgpu" });
  expect(found({ vendors: [amd] })['gpus-amd']).toBe(
    "partly: 2 GPUs through the kernel's amdgpu, but not what 2 processes may use of them (permission); run the hive as root, or with CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH.",
  );
});

test('figures of the GPUs themselves that the driver does not give are named', () => {
  const cards = [aGpuCard([], { utilPct: missing('mig'), totalMb: missing('unified_memory') })];
  expect(found({ vendors: [vendor(cards)] })['gpus-nvidia']).toBe(
    'partly: 1 GPU through NVML 550.54.14, but not their use (mig) or their memory (unified_memory).',
  );
});

test('a driver that fails says so, also where no GPU is seen', () => {
  const failed = vendor([], { reading: missing('timeout') });
  expect(found({ vendors: [failed], gap: missing('timeout') })).toMatchObject({
    gpus: expect.stringMatching(/^no: 0 GPUs can be read, so .*\(timeout\)/),
    'gpus-nvidia': expect.stringMatching(/^no: the driver cannot be asked \(timeout\); see the kernel log/),
  });
});

test('in WSL a GPU whose vendor is not told is of the machine, too', () => {
  const unlisted = [{ vendor: null, pci: null }];
  const findings = found({ unlisted, vendors: [absent('nvidia')], gap: missing('driver_unsupported') });
  expect(Object.keys(findings)).toEqual(['gpus']);
  expect(findings['gpus']).toMatch(/^no: 0 of 1 GPU can be read, .*; in WSL only GPUs of NVIDIA/);
});

test('a reader that says what to do about its driver is believed', () => {
  const failed = vendor([], { reading: missing('permission'), through: null, missing: ['open /dev to it'] });
  expect(found({ vendors: [failed], gap: missing('permission') })['gpus-nvidia']).toBe(
    'no: the driver cannot be asked (permission); open /dev to it.',
  );
});

test('without sysfs it is not known whether the machine has GPUs', () => {
  const gap = missing('not_exposed');
  expect(found({ present: gap, gap })['gpus']).toMatch(
    /^no: 0 GPUs can be read; .*\(not_exposed\); mount sysfs/,
  );
});
