import { expect, test } from 'vitest';
import { createFakeNvml, noFakeNvml } from '../../../packages/monitor/testing/fake-nvml.ts';
import { createFakeMachine, plantPciDevice } from '../../../packages/monitor/testing/index.ts';
import { rbee } from './testing/real-program.ts';

const CARD = 'device 0 GPU-1 00000000:65:00.0 24564 1024 NVIDIA GeForce RTX 4090';
const PROCESS = 'process compute 0 70 512';

/** The findings about GPUs, as `state: detail` by id. */
async function findingsOn(machine: ReturnType<typeof createFakeMachine>, ...args: string[]) {
  const places = ['--proc-root', machine.procRoot, '--sys-root', machine.sysRoot];
  const program = rbee([
    'doctor',
    '--json',
    '--no-config',
    '--queen-url',
    'http://127.0.0.1:9',
    ...places,
    ...args,
  ]);
  const code = await program.exited;
  const { findings } = JSON.parse(program.output.out);
  const ofGpus = findings.filter(({ id }: { id: string }) => /^(?:gpus|workers)/.test(id));
  return {
    code,
    ...Object.fromEntries(
      ofGpus.map((it: Record<string, string>) => [it['id'], `${it['state']}: ${it['detail']}`]),
    ),
  };
}

test.skipIf(noFakeNvml)(
  `rbee doctor says which GPUs are read, which is not, and ends the driver's process${noFakeNvml ? ` (skipped: ${noFakeNvml})` : ''}`,
  { timeout: 120_000 },
  async () => {
    const machine = createFakeMachine();
    machine.process({ pid: 70, argv: ['python3', '/home/u/train.py'] });
    for (const address of ['0000:65:00.0', '0000:b3:00.0']) {
      plantPciDevice(machine.sysRoot, address, { kind: '0x030000', vendor: '0x10de', driver: 'nvidia' });
    }
    const fake = createFakeNvml();
    fake.script([CARD, PROCESS, 'value nvmlDeviceGetUtilizationRates 0 37']);
    expect(await findingsOn(machine, '--nvml-library', fake.path)).toEqual({
      code: 0,
      gpus: expect.stringMatching(/^partly: 1 of 2 GPUs can be read, /),
      'gpus-nvidia': expect.stringMatching(
        /^partly: 1 GPU through NVML [\d.]+: memory and use of every worker; 1 GPU of the machine \(0000:b3:00\.0\) cannot be read; see the kernel log /,
      ),
      workers: 'ok: Found 1: 1 by holding a GPU.',
    });
    fake.remove();
    machine.remove();
  },
);

test('rbee doctor says that a GPU has no driver, and how to get one', { timeout: 120_000 }, async () => {
  const machine = createFakeMachine();
  plantPciDevice(machine.sysRoot, '0000:65:00.0', { kind: '0x120000', vendor: '0x1002' });
  expect(await findingsOn(machine)).toMatchObject({
    gpus: expect.stringMatching(/^no: 0 of 1 GPU can be read, .*driver_unsupported/),
    'gpus-amd': expect.stringMatching(
      /^no: 1 GPU of the machine \(0000:65:00\.0\) cannot be read; .*modprobe amdgpu/,
    ),
  });
  machine.remove();
});
