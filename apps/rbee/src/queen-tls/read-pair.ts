import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { KeyPair } from '@rbee/queen';

/** The files of a certificate and its key. */
export type PairFiles = { readonly [Part in keyof KeyPair]: string };

/** A pair as it is in its files, or one sentence, without its full stop, about a file that cannot be read. */
export type PairRead =
  | { readonly ok: true; readonly pair: KeyPair; readonly keyMode: number }
  | { readonly ok: false; readonly sentence: string };

/** Reads a pair; what it holds is not checked. */
export type ReadPair = (files: PairFiles) => Promise<PairRead>;

/** Larger files are not read, bytes. */
const MAX_BYTES = 1024 * 1024;

const NAMES = { cert: 'certificate', key: 'key' } as const;

/** How a sentence about a file of a pair begins. */
export const fileOf = (part: keyof KeyPair, files: PairFiles): string =>
  `the ${NAMES[part]} file ${files[part]}`;

export const readPair: ReadPair = async (files) => {
  const cert = await readPart('cert', files);
  if (!cert.ok) return cert;
  const key = await readPart('key', files);
  if (!key.ok) return key;
  return { ok: true, pair: { cert: cert.text, key: key.text }, keyMode: key.mode };
};

type PartRead =
  | { readonly ok: true; readonly text: string; readonly mode: number }
  | { readonly ok: false; readonly sentence: string };

async function readPart(part: keyof KeyPair, files: PairFiles): Promise<PartRead> {
  const wrong = (why: string): PartRead => ({ ok: false, sentence: `${fileOf(part, files)} ${why}` });
  try {
    // Opening a FIFO would wait for its writer.
    await using handle = await open(files[part], constants.O_RDONLY | constants.O_NONBLOCK);
    const stats = await handle.stat();
    if (!stats.isFile()) return wrong('is not an ordinary file');
    if (stats.size > MAX_BYTES) return wrong('is larger than 1 MiB');
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(MAX_BYTES), 0, MAX_BYTES, 0);
    return { ok: true, text: buffer.toString('utf8', 0, bytesRead), mode: stats.mode };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return wrong(`cannot be read (${code})`);
  }
}
