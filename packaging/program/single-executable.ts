import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { archiveOf } from './archive.ts';
import type { Program } from './assemble.ts';

/** Of Node's documentation of single executable applications. */
const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';

/** Makes one executable file of the program, with Node and everything else inside. */
export function makeSingleExecutable({ folder, node }: Program, target: string): void {
  const work = mkdtempSync(join(tmpdir(), 'rbee-executable-'));
  const inWork = (name: string): string => join(work, name);
  try {
    const archive = archiveOf(folder);
    writeFileSync(inWork('program'), archive);
    writeFileSync(inWork('id'), createHash('sha256').update(archive).digest('hex').slice(0, 16));
    const config = {
      main: fileURLToPath(new URL('./single-executable.cjs', import.meta.url)),
      output: inWork('blob'),
      disableExperimentalSEAWarning: true,
      execArgvExtension: 'cli',
      assets: { id: inWork('id'), program: inWork('program') },
    };
    writeFileSync(inWork('config.json'), JSON.stringify(config));
    // The blob is the same for every processor: it has neither a snapshot nor a code cache.
    execFileSync(process.execPath, ['--experimental-sea-config', inWork('config.json')], { stdio: 'ignore' });
    copyFileSync(node, target);
    chmodSync(target, 0o755);
    const postject = join(dirname(fileURLToPath(import.meta.resolve('postject'))), 'cli.js');
    const args = [postject, target, 'NODE_SEA_BLOB', inWork('blob'), '--sentinel-fuse', FUSE];
    execFileSync(process.execPath, args, { stdio: 'ignore' });
  } finally {
    rmSync(work, { recursive: true });
  }
}
