/** `npm run manifests`: writes the YAML files of this folder. */
import { writeFileSync } from 'node:fs';
import { manifestFiles } from './files.ts';

for (const [path, text] of Object.entries(manifestFiles())) {
  writeFileSync(new URL(path, import.meta.url), text);
}
