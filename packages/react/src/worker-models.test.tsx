// @vitest-environment happy-dom
import type { ProcessStats } from '@rbee/queen-rbee-sdk';
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { workerOf } from './testing.ts';
import { WorkerModels } from './worker-models.tsx';

afterEach(cleanup);

function shown(models: NonNullable<ProcessStats['models']>) {
  const { container } = render(
    <WorkerModels worker={workerOf({ model: models[0]?.name ?? null, models })} />,
  );
  return container.textContent?.replace(/\s+/g, ' ').trim();
}

test('[W5] a model that is not loaded says what it is', () => {
  expect(
    shown([
      { name: 'a', state: 'loaded', vram_mb: 2_048 },
      { name: 'b', state: 'loading' },
      { name: 'c', state: 'sleeping' },
      { name: 'd', state: 'unloaded' },
    ]),
  ).toBe('a 2.0 GiB VRAM b loading c asleep d can be loaded');
});

test('[W5] several models that can be loaded are behind a click', () => {
  const unloaded = ['b', 'c', 'd'].map((name) => ({ name, state: 'unloaded' as const }));
  expect(shown([{ name: 'a', state: 'loaded' }, ...unloaded])).toMatch(/^a 3 models can be loaded ?b can be/);
  expect(screen.getByText('3 models can be loaded').closest('details')?.open).toBe(false);
});

test('[W5] an engine that has loaded none of its models says so', () => {
  const models = ['b', 'c'].map((name) => ({ name, state: 'unloaded' as const }));
  expect(shown(models)).toMatch(/^– no model loaded 2 models can be loaded/);
});

test('[W5] the title of a model has what its engine says of it', () => {
  shown([
    {
      ...{ name: 'a', pid: 7, state: 'loaded', quantisation: 'Q4_K_M', size_mb: 4_690 },
      ...{ context_length: 8_192, expires_at: '2026-01-01T00:05:00Z' },
    },
  ]);
  expect(screen.getByText('a').title.split('\n')).toEqual([
    'a, process 7',
    'size: 4.6 GiB',
    'quantisation: Q4_K_M',
    'context: 8192 tokens',
    'unloaded if unused until 2026-01-01T00:05:00Z',
  ]);
});
