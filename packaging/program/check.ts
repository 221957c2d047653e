/**
 * `npm run test:program`: makes the program for this processor and uses it as somebody would who has nothing else: the executable in
 * Debian 12 and 13, with a temporary folder that is mounted `noexec`; install.sh; and the Debian package from its
 * installation over an upgrade to its removal. Needs root, the npm registry, a mirror of Debian, and the Debian packages
 * debootstrap and curl. Some minutes. `-- WORD` runs only the checks whose name has that word.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../packages.ts';
import { Chroot } from './chroot.ts';
import { debianChecks } from './debian-checks.ts';
import { executableChecks } from './executable-checks.ts';
import { installChecks } from './install-checks.ts';

const word = process.argv[2] ?? '';
const work = mkdtempSync(join(tmpdir(), 'rbee-program-check-'));
const roots: Chroot[] = [];
const cleanUp = (): void => {
  for (const root of roots.splice(0)) root.close();
  rmSync(work, { recursive: true, force: true });
};
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    cleanUp();
    process.exit(1);
  });
}
try {
  console.log('Making the program ...');
  const main = join(ROOT, 'packaging/program/main.ts');
  execFileSync(process.execPath, [main, process.arch, join(work, 'made')], { stdio: 'inherit' });
  for (const release of ['bookworm', 'trixie']) {
    console.log(`Making a Debian ${release} ...`);
    roots.push(Chroot.make(join(work, release), release));
  }
  const given = { made: join(work, 'made'), roots };
  const checks = [executableChecks, installChecks, debianChecks].flatMap((of) => of(given));
  let failed = 0;
  for (const { name, run } of checks.filter((it) => it.name.includes(word))) {
    const error = await run().then(
      () => undefined,
      (reason: unknown) => reason,
    );
    console.log(error === undefined ? `ok      ${name}` : `FAILED  ${name}\n${error}`);
    if (error !== undefined) failed += 1;
  }
  console.log(failed === 0 ? 'All is well.' : `${failed} failed.`);
  process.exitCode = failed === 0 ? 0 : 1;
} finally {
  cleanUp();
}
