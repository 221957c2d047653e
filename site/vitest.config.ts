import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['site/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 120_000 },
});
