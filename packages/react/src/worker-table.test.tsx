// @vitest-environment happy-dom
import { cleanup, render, screen, within } from '@testing-library/react';
import type { ComponentProps } from 'react';
import { afterEach, expect, test } from 'vitest';
import { workerOf } from './testing.ts';
import { WorkerTable } from './worker-table.tsx';

afterEach(cleanup);

/** The reasons of a worker that may be idle or busy. */
const blind = { gpu_util_pct: 'driver_unsupported', cpu_pct: 'first_sample' } as const;

type Given = Partial<ComponentProps<typeof WorkerTable>>;

function show(given: Given) {
  render(<WorkerTable caption="Workers of a" workers={[workerOf()]} {...given} />);
  return screen.getAllByRole('row').slice(1);
}

const words = (row: HTMLElement | undefined) =>
  [...(row?.children ?? [])].map((cell) => cell.textContent?.replace(/\s+/g, ' ').trim());

test("[W1] the seed's worker with every figure and its unit", () => {
  const [row] = show({});
  expect(words(row)).toEqual([
    'busy',
    'llm/8080 llama-3.2-1b',
    '85.5 %',
    '4.0 of 24.0 GiB',
    '0.0 %',
    '2.0 GiB',
    '0 KiB/s',
    '0 KiB/s',
    '5m 0s',
  ]);
});

test('a table with a caption, and a heading for every column and every row', () => {
  show({});
  const table = screen.getByRole('table', { name: 'Workers of a' });
  expect(within(table).getAllByRole('columnheader')).toHaveLength(9);
  expect(within(table).getByRole('rowheader', { name: /llm\/8080/ })).toBeDefined();
});

test('[W2] zero is shown as zero, and an unknown figure as a dash with the reason', () => {
  const unknown = { gpu_util_pct: 'mig', io_r_mb_s: 'permission', cpu_pct: 'first_sample' } as const;
  const [idle, blind] = show({
    workers: [
      workerOf({ instance: '1', gpu_util_pct: 0, vram_mb: 0 }),
      workerOf({ instance: '2', gpu_util_pct: 0, unknown }),
    ],
  });
  expect(words(idle)).toEqual(expect.arrayContaining(['0.0 %', '0.0 of 24.0 GiB', '0 KiB/s']));
  expect(words(blind)).toEqual(
    expect.arrayContaining(['– MIG, not measured', '– measuring…', '– no permission to read']),
  );
  expect(words(blind)).not.toContain('0.0 %');
  expect(screen.getByTitle('GPU use not known: MIG, not measured')).toBeDefined();
});

test.each([
  ['not_named', 'model: not on its command line'],
  ['not_loaded', 'no model loaded'],
  ['withheld', 'model: withheld, it may be a secret'],
  ['not_in_store', "model: not in Ollama's store"],
  ['unknown_program', 'model: unknown program'],
  ['of a later version', 'model: not exposed by system'],
])('[W7] a model that is not known because of %s is explained', (model_gap, sentence) => {
  const worker = workerOf({ model: null, unknown: { model: 'not_exposed' }, model_gap });
  render(<WorkerTable caption="Workers" workers={[worker]} />);
  expect(screen.getByText(`– ${sentence}`)).toBeTruthy();
});

test.each([
  ['unassigned_ranks', 'further processes of it cannot be told from those of others'],
  ['unreadable_gpus', 'whether it uses another GPU cannot be read'],
  ['of_a_later_version', 'of a later version'],
])('[W6] a worker whose figures leave something out because of %s says so', (reason, words) => {
  render(
    <WorkerTable
      caption="Workers"
      workers={[workerOf({ partial: { vram_mb: reason, total_vram_mb: reason } })]}
    />,
  );
  expect(screen.getByText('partial').title).toBe(`The worker uses at least as much as shown: ${words}`);
});

test('[W3] a program that takes no requests is marked', () => {
  const [server, program] = show({
    workers: [
      workerOf({ instance: '1', serves: true }),
      workerOf({
        group: 'llm',
        instance: '2',
        model: null,
        unknown: { model: 'not_exposed' },
        serves: false,
      }),
    ],
  });
  expect(words(server)[1]).toBe('llm/1 llama-3.2-1b');
  expect(words(program)[1]).toMatch(/^llm\/2 no server /);
});

test('[W8] memory that may be counted more than once is shown as an upper bound', () => {
  render(
    <WorkerTable
      caption="Workers"
      workers={[workerOf({ rss_mb: 2048, at_most: { rss_mb: 'not_measured' } })]}
    />,
  );
  expect(screen.getByText('≤ 2.0 GiB').title).toContain('may share memory');
});

test('[W3] the title of the memory says what other workers may count, and that a fall is no fault', () => {
  render(
    <WorkerTable
      caption="Workers"
      workers={[
        workerOf({ rss_mb: 4096, rss_shared_mb: 3072, at_most: { rss_mb: 'permission' } }),
        workerOf({ instance: '2', rss_mb: 1024 }),
      ]}
    />,
  );
  const { title } = screen.getByText('≤ 4.0 GiB');
  expect(title).toContain('may share memory');
  expect(title).toContain('3.0 GiB of it is files');
  expect(title).toContain('no fault');
  expect(screen.getByText('1.0 GiB').title).toBe('');
});

test('[W2] if GPU use and memory are unknown for the same reason, it is shown once', () => {
  const reason = 'driver_unsupported';
  const unknown = { gpu_util_pct: reason, vram_mb: reason, total_vram_mb: reason } as const;
  const [row] = show({ workers: [workerOf({ unknown })] });
  expect(words(row).filter((text) => text?.includes('GPU'))).toEqual([
    '– GPU not read: the hive cannot read this GPU or its driver',
  ]);
  expect(screen.getByText(/^: the hive cannot read/).className).toBe('rbee-hidden');
  expect(
    screen.getByTitle('GPU use and memory not known: the hive cannot read this GPU or its driver'),
  ).toBeDefined();
  expect(row?.querySelector('td[colspan="2"]')).not.toBeNull();
});

test('GPU memory is shown without its total if the total is unknown', () => {
  const [row] = show({ workers: [workerOf({ unknown: { total_vram_mb: 'driver_error' } })] });
  expect(words(row)).toContain('4.0 GiB');
});

test('fields that are missing in the data of the seed page are shown as not reported', () => {
  const { group, instance, model, gpu_util_pct, vram_mb, total_vram_mb, rss_mb, uptime_s } = workerOf();
  const plain = { pid: 1, group, instance, model, gpu_util_pct, vram_mb, total_vram_mb, rss_mb, uptime_s };
  const [row] = show({ workers: [plain] });
  expect(words(row).filter((text) => text === '– not reported')).toHaveLength(3);
});

test.each([
  [workerOf(), 'live', 'busy', 'Busy'],
  [workerOf({ gpu_util_pct: 0 }), 'live', 'idle', 'Idle'],
  [workerOf({ unknown: blind }), 'live', 'unknown', 'Not known'],
  [workerOf(), 'stale', 'stale', 'Stale'],
  [workerOf(), 'down', 'down', 'Down'],
] as const)('[R2] the pulse has a word, a shape and a title: %o %s', (worker, standing, word, title) => {
  const [row] = show({ workers: [worker], standing });
  expect(words(row)[0]).toBe(word);
  expect(row?.querySelector('[title]')?.getAttribute('title')).toMatch(new RegExp(`^${title}.*:`));
});

test('the five pulses have five shapes', () => {
  const shapes = (['live', 'stale', 'down'] as const).flatMap((standing) => {
    const workers = [
      workerOf(),
      workerOf({ instance: '1', gpu_util_pct: 0 }),
      workerOf({ instance: '2', unknown: blind }),
    ];
    const drawn = show({ workers, standing }).map(
      (row) => row.querySelector('.rbee-pulse svg :last-child')?.outerHTML,
    );
    cleanup();
    return drawn;
  });
  expect(new Set(shapes).size).toBe(5);
});

test('the pulse is animated once for each sample, and not if the hive is down', () => {
  const page = (beat: string, standing: 'live' | 'down' = 'live') => (
    <WorkerTable caption="" workers={[workerOf()]} beat={beat} standing={standing} />
  );
  const { container, rerender } = render(page('1'));
  const beat = () => container.querySelector('.rbee-pulse-beat');
  const first = beat();
  rerender(page('1'));
  expect(beat()).toBe(first);
  rerender(page('2'));
  expect(beat()).not.toBe(first);
  rerender(page('3', 'down'));
  expect(beat()).toBeNull();
});

test('[W5] every model of a worker is shown, with the memory of its own processes', () => {
  const models = [
    { name: 'a', pid: 7, rss_mb: 930, vram_mb: 2048 },
    { name: 'b', pid: 8, rss_mb: 700, vram_mb: 0, unknown: { vram_mb: 'driver_unsupported' } as const },
    { name: 'alias of b' },
  ];
  const more = Array.from({ length: 6 }, (_, at) => ({ name: `adapter-${at}` }));
  const [several, many, partly] = show({
    workers: [
      workerOf({ instance: '1', model: 'a', models }),
      workerOf({ instance: '2', model: 'a', models: [...models, ...more] }),
      workerOf({ instance: '3', model: 'a', models: [{ name: 'a' }], unknown: { models: 'permission' } }),
    ],
  });
  expect(words(several)[1]).toBe('llm/1 a 930 MiB, 2.0 GiB VRAM b 700 MiB alias of b');
  expect(words(many)[1]).toMatch(/adapter-2 3 more models ?adapter-3 adapter-4 adapter-5$/);
  expect(words(partly)[1]).toBe('llm/3 a – more models: no permission to read');
});

test('[W3] sample and simulated workers have a badge, and an unknown model has its reason', () => {
  const [mine, sample, simulated] = show({
    workers: [
      workerOf({ instance: '1', model: null }),
      workerOf({ instance: '2', origin: 'sample', model: null, unknown: { model: 'permission' } }),
      workerOf({ instance: '3', origin: 'simulated' }),
    ],
  });
  expect(words(mine)[1]).toBe('llm/1 – no model named');
  expect(words(sample)[1]).toBe('llm/2 sample – model: no permission to read');
  expect(words(simulated)[1]).toBe('llm/3 simulated llama-3.2-1b');
});

test('a bar shows the share of what the machine has', () => {
  const [row] = show({
    workers: [workerOf({ cpu_pct: 200, rss_mb: 512, unknown: { gpu_util_pct: 'mig' } })],
    cpuCount: 8,
    ramTotalMb: 2048,
  });
  const widths = [...(row?.querySelectorAll('.rbee-bar-fill') ?? [])].map((it) => it.getAttribute('width'));
  expect(widths).toEqual(['16.7%', '25.0%', '25.0%']);
});

test('[W1] a worker that uses no GPU says so, instead of a use of 0 %', () => {
  const none = { gpu_util_pct: 0, vram_mb: 0, total_vram_mb: 0 };
  const [cpu, hidden] = show({
    workers: [
      workerOf({ instance: '1', ...none }),
      workerOf({ instance: '2', ...none, unknown: { total_vram_mb: 'permission' } }),
    ],
  });
  expect(words(cpu).filter((text) => /GPU|%|of/.test(text ?? ''))).toEqual(['no GPU', '0.0 %']);
  expect(words(hidden)).not.toContain('no GPU');
});

test('[W3] the title of the figures has what the worker uses of each GPU', () => {
  const gpus = [
    { uuid: 'a', index: 0, vram_mb: 2_048, util_pct: 85.5 },
    { uuid: 'b', index: 3, vram_mb: 0, util_pct: 0, unknown: { vram_mb: 'wddm' as const } },
  ];
  show({ workers: [workerOf({ gpus })] });
  expect(screen.getByText('85.5 %').title).toBe(
    'GPU 0: 85.5 %, 2.0 GiB\nGPU 3: 0.0 %, memory not known: hidden by Windows driver',
  );
});
