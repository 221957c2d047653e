/** `npm run api`: writes the public surface of every package to `docs/api`. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { API, apiPages } from './api-pages.ts';
import { compilePackages } from './compile.ts';

compilePackages();
mkdirSync(API, { recursive: true });
const pages = apiPages();
for (const name of readdirSync(API)) if (!pages.has(name)) rmSync(join(API, name));
for (const [name, text] of pages) writeFileSync(join(API, name), text);
