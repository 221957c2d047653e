import { readFileSync } from 'node:fs';

/** What the script for the installation knows of a release. */
export interface Release {
  readonly version: string;
  /** Address of the folder with the executables; empty if whoever runs the script gives it. */
  readonly address: string;
  /** SHA-256 of the executable for each processor, in hexadecimal. */
  readonly digests: Readonly<Record<string, string>>;
}

const TEMPLATE = new URL('./install.sh', import.meta.url);

/** Texts that can be put between single quotes of a shell, and into a pattern of `case`. */
const PLAIN = /^[\w.:/~%+-]*$/;

/**
 * The script that downloads an executable, checks it and puts it into a folder. It contains the checksums, so that nothing but
 * the script itself has to be trusted. Throws for a text that has a meaning for a shell.
 */
export function installScript({ version, address, digests }: Release): string {
  for (const text of [version, address, ...Object.entries(digests).flat()]) {
    if (!PLAIN.test(text)) throw new Error(`"${text}" cannot be part of install.sh.`);
  }
  const cases = Object.entries(digests).map(([arch, digest]) => `${arch}) digest=${digest} ;;`);
  return readFileSync(TEMPLATE, 'utf8')
    .replaceAll('@VERSION@', version)
    .replace('@ADDRESS@', address)
    .replace('@DIGESTS@', cases.join('\n  '));
}
