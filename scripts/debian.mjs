import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { runHere } from './command.mjs';

/** Programs that tests need, and the Debian packages with them. */
const PROGRAMS = [
  // The figures of the monitor are compared with those of these tools.
  { run: ['pidstat', '-V'], package: 'sysstat' },
  { run: ['/usr/bin/time', '--version'], package: 'time' },
  // Tests create a network with these and drop its packets.
  { run: ['ip', '-V'], package: 'iproute2' },
  { run: ['nft', '--version'], package: 'nftables' },
  // Tests compile a library that stands for NVIDIA's.
  { run: ['cc', '--version'], package: 'gcc' },
  { run: ['test', '-e', '/usr/include/stdio.h'], package: 'libc6-dev' },
  // A test serves the page below a path of this proxy.
  { run: ['/usr/sbin/nginx', '-v'], package: 'nginx' },
];

/** Installs the missing programs if this is Debian and the user is root. Otherwise the tests that need them are skipped. */
export function ensureDebianPrograms() {
  const lacking = PROGRAMS.filter(({ run: [program, ...args] }) => spawnSync(program, args).status !== 0);
  if (lacking.length > 0) installDebianPackages(lacking.map((it) => it.package));
}

/**
 * Installs packages if this is Debian and the user is root. It starts no service.
 *
 * @param {readonly string[]} packages
 */
export function installDebianPackages(packages) {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return;
  console.log(`Installing the Debian packages ${packages.join(', ')} ...`);
  const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, stdio: 'ignore' };
  withoutServices(() => {
    runHere('apt-get', ['update'], options);
    runHere('apt-get', ['install', '-y', '--no-install-recommends', ...packages], options);
  });
}

/** Debian's packages ask this program whether they may start their services; status 101 says no. */
const SERVICE_POLICY = '/usr/sbin/policy-rc.d';

function withoutServices(install) {
  if (existsSync(SERVICE_POLICY)) return install();
  writeFileSync(SERVICE_POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    install();
  } finally {
    rmSync(SERVICE_POLICY);
  }
}
