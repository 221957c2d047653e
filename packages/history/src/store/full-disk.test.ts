import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { DiskReport } from '../testing/full-disk.ts';
import { aFolder } from '../testing/index.ts';

const PROGRAM = fileURLToPath(new URL('../testing/full-disk.ts', import.meta.url));

/** Why this cannot be tested here; null if it can. */
function obstacle(): string | null {
  if (process.platform !== 'linux') return 'only Linux has tmpfs';
  if (process.getuid?.() !== 0) return 'only root can mount';
  if (!existsSync('/usr/bin/unshare') && !existsSync('/bin/unshare')) return 'there is no unshare(1)';
  return null;
}

const why = obstacle();
const title =
  'a full disk pauses the recording, which goes on by itself with everything; a read-only disk is refused, and read';

test.skipIf(why !== null)(
  why === null ? title : `${title} (not here: ${why})`,
  () => {
    using folder = aFolder();
    const script = 'mount -t tmpfs -o size=3m tmpfs "$1" && exec "$2" "$3" "$1"';
    const inNamespace = ['-m', '--propagation', 'private', 'sh', '-c', script, 'sh'];
    const output = execFileSync('unshare', [...inNamespace, folder.path, process.execPath, PROGRAM], {
      encoding: 'utf8',
    });
    const { full, afterFull, recorded, refusal, found } = JSON.parse(output) as DiskReport;
    expect(full).toMatchObject({ state: 'paused', lost: 0 });
    expect(full.problems[0]).toMatch(
      /^Nothing is recorded: the disk of .* is full\. Make room; it goes on by itself\.$/,
    );
    expect(afterFull).toMatchObject({ state: 'recording', lost: 0, problems: [] });
    expect(refusal).toMatch(
      /^The history in .* cannot be made or written \(.*\): make that folder writable, /,
    );
    expect(found).toBe(recorded);
  },
  60_000,
);
