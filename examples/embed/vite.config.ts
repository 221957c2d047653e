import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  base: './',
  plugins: [react()],
  // The parts use `light-dark()`; an older target would write it in another way.
  build: { target: 'baseline-widely-available', cssTarget: ['chrome123', 'firefox120', 'safari17.5'] },
});
