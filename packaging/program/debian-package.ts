import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { constants, gzipSync } from 'node:zlib';
import { manifestOf, ROOT } from '../packages.ts';
import type { Arch, Program } from './assemble.ts';

const SOURCE = fileURLToPath(new URL('./deb', import.meta.url));
const SCRIPTS = ['postinst', 'prerm', 'postrm'];

/** The processors' names in Debian. */
const DEBIAN_ARCH: Readonly<Record<Arch, string>> = { x64: 'amd64', arm64: 'arm64' };

/** Where each shell looks for completions (`rbee completion SHELL`). */
const COMPLETIONS = {
  bash: 'usr/share/bash-completion/completions/rbee',
  zsh: 'usr/share/zsh/vendor-completions/_rbee',
  fish: 'usr/share/fish/vendor_completions.d/rbee.fish',
} as const;

/** File name of the Debian package for a processor. */
export const debianName = (arch: Arch): string =>
  `rbee_${manifestOf('apps/rbee').version}_${DEBIAN_ARCH[arch]}.deb`;

/**
 * Makes a Debian package of the program with `dpkg-deb`: Node and the program in /usr/lib/rbee, units for queen and hive, the
 * manual, completions, and /etc/rbee/rbee.config.json. It needs nothing but Debian's libc and libstdc++.
 */
export function makeDebianPackage(program: Program, arch: Arch, target: string): void {
  const root = mkdtempSync(join(tmpdir(), 'rbee-deb-'));
  const put = (path: string, content: string | Buffer, mode = 0o644): void => {
    mkdirSync(join(root, dirname(path)), { recursive: true, mode: 0o755 });
    writeFileSync(join(root, path), content);
    chmodSync(join(root, path), mode);
  };
  try {
    chmodSync(root, 0o755);
    cpSync(join(program.folder, 'node_modules'), join(root, 'usr/lib/rbee/node_modules'), {
      recursive: true,
    });
    put('usr/lib/rbee/node', readFileSync(program.node), 0o755);
    put('usr/bin/rbee', sourceOf('rbee'), 0o755);
    put('etc/rbee/rbee.config.json', sourceOf('rbee.config.json'));
    for (const unit of ['rbee-queen.service', 'rbee-hive.service']) {
      put(`lib/systemd/system/${unit}`, readFileSync(join(ROOT, 'packaging/systemd', unit)));
    }
    for (const page of globSync('apps/rbee/man/*.1', { cwd: ROOT })) {
      put(`usr/share/man/man1/${basename(page)}.gz`, zipped(readFileSync(join(ROOT, page))));
    }
    const rbee = join(ROOT, 'apps/rbee/bin/rbee.mjs');
    for (const [shell, path] of Object.entries(COMPLETIONS)) {
      put(path, execFileSync(process.execPath, [rbee, 'completion', shell]));
    }
    put('usr/share/doc/rbee/copyright', sourceOf('copyright'));
    put('usr/share/doc/rbee/changelog.gz', zipped(readFileSync(join(ROOT, 'CHANGELOG.md'))));
    const license = join(dirname(program.node), '..', 'LICENSE');
    if (existsSync(license)) put('usr/share/doc/rbee/NODE-LICENSE', readFileSync(license));
    put('DEBIAN/control', control(root, arch));
    put('DEBIAN/conffiles', '/etc/rbee/rbee.config.json\n');
    for (const script of SCRIPTS) put(`DEBIAN/${script}`, sourceOf(script), 0o755);
    setModes(join(root, 'usr/lib/rbee/node_modules'));
    execFileSync('dpkg-deb', ['--root-owner-group', '-Zxz', '--build', root, target], { stdio: 'ignore' });
  } finally {
    rmSync(root, { recursive: true });
  }
}

const sourceOf = (name: string): Buffer => readFileSync(join(SOURCE, name));

/** As Debian wants it: the best compression, and no time in the header. */
const zipped = (bytes: Buffer): Buffer => gzipSync(bytes, { level: constants.Z_BEST_COMPRESSION });

/** Everybody reads, whatever the umask of the builder. */
function setModes(folder: string): void {
  for (const path of globSync('**/*', { cwd: folder })) {
    const full = join(folder, path);
    const { mode } = statSync(full);
    chmodSync(full, statSync(full).isDirectory() || (mode & 0o100) !== 0 ? 0o755 : 0o644);
  }
  chmodSync(folder, 0o755);
}

/** The fields of deb-control(5). */
function control(root: string, arch: Arch): string {
  const files = globSync('**/*', { cwd: root }).map((path) => statSync(join(root, path)));
  const kib = Math.ceil(files.reduce((sum, it) => sum + (it.isFile() ? it.size : 0), 0) / 1_024);
  return [
    'Package: rbee',
    `Version: ${manifestOf('apps/rbee').version}`,
    `Architecture: ${DEBIAN_ARCH[arch]}`,
    'Maintainer: The rbee heartbeat authors <rbee@localhost>',
    'Section: admin',
    'Priority: optional',
    // What Node's own builds need (BUILDING.md of Node 24): glibc 2.28 and the libstdc++ of GCC 8.
    'Depends: libc6 (>= 2.28), libstdc++6 (>= 8)',
    `Installed-Size: ${kib}`,
    'Description: live telemetry for people who run language models on their own machines',
    ' A hive looks at the inference servers of one machine once a second: processes,',
    ' GPUs, models and engines. The queen keeps the present and the past of all hives,',
    ' and serves a page, an API and metrics.',
    '',
  ].join('\n');
}
