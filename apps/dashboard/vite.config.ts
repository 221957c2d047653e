import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const queen = 'http://localhost:7833';

/**
 * Paths are relative, so that the page also works under a path of a proxy. Assets are not inlined, because the
 * queen's content security policy allows only files of its own origin. `npm run dev` uses the queen on this
 * machine.
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
