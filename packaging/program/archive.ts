import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { constants, zstdCompressSync } from 'node:zlib';

/** A file in an archive; its bytes follow those of the file before it. */
interface Entry {
  readonly path: string;
  readonly size: number;
  /** It can be executed. */
  readonly runs: boolean;
}

/**
 * All files of a folder as one compressed archive: a line of JSON with the list of the files, then their bytes.
 * `single-executable.cjs` unpacks it. The same files always give the same bytes.
 */
export function archiveOf(folder: string): Buffer {
  const paths = globSync('**/*', { cwd: folder })
    .filter((path) => statSync(join(folder, path)).isFile())
    .sort();
  const contents = paths.map((path) => readFileSync(join(folder, path)));
  const entries = paths.map((path, index): Entry => {
    const runs = (statSync(join(folder, path)).mode & 0o100) !== 0;
    return { path, size: contents[index]?.length ?? 0, runs };
  });
  const whole = Buffer.concat([Buffer.from(`${JSON.stringify(entries)}\n`), ...contents]);
  return zstdCompressSync(whole, { params: { [constants.ZSTD_c_compressionLevel]: 15 } });
}
