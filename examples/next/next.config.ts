import { fileURLToPath } from 'node:url';
import type { NextConfig } from 'next';

const config: NextConfig = {
  // The parts are TypeScript sources of this repository; of a package that npm installed, neither line is needed.
  transpilePackages: ['@rbee/queen-rbee-react', '@rbee/queen-rbee-sdk', '@rbee/contract'],
  turbopack: { root: fileURLToPath(new URL('../..', import.meta.url)) },
};

export default config;
