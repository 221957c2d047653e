import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

/** Tests that assert how long something takes, or that two programs take equally long. */
const TIMED = [
  'backlog',
  'faulty-engines',
  'layout-shift',
  'link-outage',
  'network',
  'recovery',
  'stream',
].map((name) => `tests/e2e/${name}.test.ts`);

export default defineConfig({
  plugins: [react()],
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{packages,apps,bench,packaging}/**/*.test.{ts,tsx}', 'tests/*.test.ts'],
          exclude: ['**/node_modules/**', '**/dist/**'],
          // Many of them wait for processes, so more than one for each core is not too much.
          maxWorkers: '150%',
        },
      },
      {
        extends: true,
        test: {
          name: 'end to end',
          sequence: { groupOrder: 1 },
          include: ['tests/e2e/**/*.test.ts'],
          exclude: TIMED,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: '150%',
        },
      },
      {
        extends: true,
        test: {
          name: 'timed end to end',
          // One after the other: what is measured here is not to be what other tests leave of the machine.
          sequence: { groupOrder: 2 },
          include: TIMED,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'truth',
          sequence: { groupOrder: 3 },
          include: ['tests/truth/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
