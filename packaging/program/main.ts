/**
 * `npm run build:program [-- x64|arm64] [FOLDER]`: makes the program as one executable file and as a Debian package, with Node
 * inside, and install.sh for the executables in the folder; they are in `dist/program`. RBEE_RELEASE_ADDRESS is the address
 * that install.sh downloads from. It needs the npm registry and, for the Debian package, `dpkg-deb`.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { manifestOf, ROOT } from '../packages.ts';
import { type Arch, assembleProgram } from './assemble.ts';
import { debianName, makeDebianPackage } from './debian-package.ts';
import { installScript } from './install-script.ts';
import { makeSingleExecutable } from './single-executable.ts';

const ARCHS: readonly Arch[] = ['x64', 'arm64'];
/** Address of the folder of the release, for install.sh. */
const RELEASE = process.env['RBEE_RELEASE_ADDRESS'] ?? '';

const { version } = manifestOf('apps/rbee');
const [first = process.arch, ...others] = process.argv.slice(2);
const arch = ARCHS.find((it) => it === first);
if (!arch) {
  console.error(`build:program: the processor must be one of ${ARCHS.join(', ')}, not "${first}".`);
  process.exit(2);
}
const target = resolve(others[0] ?? join(ROOT, 'dist', 'program'));
const executableFor = (it: Arch): string => join(target, `rbee-${version}-linux-${it}`);

const work = mkdtempSync(join(tmpdir(), 'rbee-program-'));
try {
  mkdirSync(target, { recursive: true });
  const program = await assembleProgram(work, arch);
  makeSingleExecutable(program, executableFor(arch));
  say(executableFor(arch));
  const deb = join(target, debianName(arch));
  if (spawnSync('dpkg-deb', ['--version']).status === 0) {
    makeDebianPackage(program, arch, deb);
    say(deb);
  } else console.log('There is no dpkg-deb here, so no Debian package was made.');
  const script = join(target, 'install.sh');
  writeFileSync(script, installScript({ version, address: RELEASE, digests: digestsThere() }));
  chmodSync(script, 0o755);
  say(script);
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** The checksums of the executables for all processors that are in the folder. */
function digestsThere(): Record<string, string> {
  const there = ARCHS.filter((it) => existsSync(executableFor(it)));
  return Object.fromEntries(there.map((it) => [it, digestOf(executableFor(it))]));
}

function digestOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

function say(file: string): void {
  console.log(`${relative(process.cwd(), file)}  ${(statSync(file).size / 1_048_576).toFixed(1)} MiB`);
}
