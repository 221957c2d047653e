/** `node packaging/container/assemble.ts FOLDER`: what the image has: the program, and an empty folder for its data. */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Arch, assembleProgram } from '../program/assemble.ts';

const folder = resolve(process.argv[2] ?? 'program');
await assembleProgram(folder, process.arch as Arch);
mkdirSync(join(folder, 'data'), { mode: 0o700 });
