import { existsSync, globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { compile, noFakeNvml } from '../../../testing/fake-nvml.ts';

const FOLDER = fileURLToPath(new URL('../../../testing/nvml/', import.meta.url));

/** NVIDIA's header, where a toolkit of CUDA is installed. */
const header = [
  ...globSync('/usr/local/cuda*/include'),
  ...globSync('/usr/local/cuda*/targets/*/include'),
  '/usr/include',
].find((folder) => existsSync(`${folder}/nvml.h`));

const check = (source: string, ...args: readonly string[]) =>
  compile(['-fsyntax-only', ...args, '-x', 'c', `${FOLDER}${source}`]);

test.skipIf(noFakeNvml)('the structures of NVML have the sizes and offsets that are read', () => {
  expect(() => check('structures.h')).not.toThrow();
});

test.skipIf(noFakeNvml || !header)(
  `the structures are those of NVIDIA's own header${header ? '' : ' (skipped: nvml.h of CUDA is not installed)'}`,
  () => {
    expect(() => check('against-nvidia.c', '-isystem', header ?? '')).not.toThrow();
  },
);
