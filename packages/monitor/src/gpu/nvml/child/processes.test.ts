import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFakeNvml, type FakeNvml, H100, noFakeNvml, PROCESSES } from '../../../../testing/fake-nvml.ts';
import { numbersOf, openFakeDriver } from '../../../../testing/nvml-driver.ts';
import type { ToldCard } from '../protocol.ts';

const title = noFakeNvml ? `Processes of a card (skipped: ${noFakeNvml})` : 'Processes of a card';

describe.skipIf(noFakeNvml)(title, () => {
  let fake: FakeNvml;
  beforeEach(() => {
    fake = createFakeNvml();
  });
  afterEach(() => fake.remove());

  const open = async (...lines: readonly string[]) => {
    fake.script([H100, ...lines]);
    return openFakeDriver(fake);
  };
  const pidsOf = ({ processes }: ToldCard) =>
    typeof processes === 'string' ? processes : processes.numbers.filter((_, at) => at % 4 === 0);

  test('lists of drawing processes and of the Multi-Process Service need not exist', async () => {
    const failing = ['Graphics', 'MPSCompute'].map((it) => `code nvmlDeviceGet${it}RunningProcesses_v3 * 3`);
    expect(pidsOf((await open(...PROCESSES, ...failing)).card())).toEqual([70, 71]);
  });

  test('a list that grows between count and fill is read whole', async () => {
    const many = Array.from({ length: 40 }, (_, at) => `process compute 0 ${1000 + at} 8`);
    expect(pidsOf((await open(...many, 'grow compute 0 3')).card())).toHaveLength(46);
  });

  test('a list that is longer than may be, or grows for ever, is no endless loop', async () => {
    expect((await open('grow compute 0 900')).card().processes).toBe('driver_error');
    const many = Array.from({ length: 1500 }, (_, at) => `process compute 0 ${1000 + at} 8`);
    expect((await open(...many)).card().processes).toBe('driver_error');
  });

  test('[W2] memory of a process that Windows manages is unknown', async () => {
    const card = (await open('process compute 0 70 -1')).card();
    expect(numbersOf(card, 70)).toEqual([1, -1, 0]);
    expect(card.processes).toMatchObject({ memoryGap: 'wddm' });
  });

  test('a process without a sample, or only with old ones, is idle', async () => {
    const card = (await open(...PROCESSES, 'use 0 70 5000 40', 'use 0 71 100 101')).card();
    expect(numbersOf(card, 70)).toEqual([1, 512, 0]);
    expect(numbersOf(card, 71)).toEqual([1, 256, 0]);
  });

  test('the newer call gives the use where the older one is not supported, as on Blackwell', async () => {
    const { card, calls } = await open(
      ...PROCESSES,
      'code nvmlDeviceGetProcessUtilization * 3',
      'use 0 70 300 40',
      'use 0 70 100 45',
    );
    expect(numbersOf(card(), 70)).toEqual([1, 512, 45]);
    expect(numbersOf(card(), 70)).toEqual([1, 512, 45]);
    expect(calls.filter(([name]) => name === 'nvmlDeviceGetProcessUtilization')).toEqual([]);
  });

  test('[W2] use that neither call gives is unknown', async () => {
    const codes = ['nvmlDeviceGetProcessUtilization', 'nvmlDeviceGetProcessesUtilizationInfo'];
    const { card: read } = await open(...PROCESSES, ...codes.map((it) => `code ${it} * 3`));
    const card = read();
    expect(numbersOf(card, 70)).toEqual([1, 512, -1]);
    expect(card.processes).toMatchObject({ useGap: 'not_exposed' });
  });

  test('there is room for the samples of many processes', async () => {
    const many = Array.from({ length: 300 }, (_, at) => [
      `process compute 0 ${1000 + at} 8`,
      `use 0 ${1000 + at} 200 ${at % 100}`,
    ]).flat();
    for (const code of [0, 3]) {
      const card = (await open(...many, `code nvmlDeviceGetProcessUtilization * ${code}`)).card();
      expect(numbersOf(card, 1299)).toEqual([1, 8, 99]);
    }
  });
});
