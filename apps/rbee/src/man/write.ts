/** Writes the pages of the manual: npm run man. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { manPages } from './man-page.ts';

const folder = fileURLToPath(new URL('../../man', import.meta.url));
mkdirSync(folder, { recursive: true });
for (const { file, text } of manPages()) writeFileSync(`${folder}/${file}`, text);
