import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const queen = 'http://localhost:7833';

/**
 * Relative paths, so that the page also works behind a proxy's path; no inlined assets, as the queen's content
 * security policy takes scripts and styles from her own origin only. `npm run dev` asks a queen that runs
 * on this machine.
 */
export default defineConfig({
  base: './',
  plugins: [react()],
  build: {
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'baseline-widely-available',
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
  },
  server: { proxy: { '/v1': { target: queen, changeOrigin: true } } },
});
