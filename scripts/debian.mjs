import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { runHere } from './command.mjs';

/** Programs that tests need, and the Debian packages with them. */
const PROGRAMS = [
  // The figures of the monitor are compared with those of these tools.
  { run: ['pidstat', '-V'], package: 'sysstat' },
  { run: ['/usr/bin/time', '--version'], package: 'time' },
  // Tests create a network with these and drop its packets.
  { run: ['ip', '-V'], package: 'iproute2' },
  { run: ['nft', '--version'], package: 'nftables' },
];

/** Installs the missing programs if this is Debian and the user is root. Otherwise the tests that need them are skipped. */
export function ensureDebianPrograms() {
  const lacking = PROGRAMS.filter(({ run: [program, ...args] }) => spawnSync(program, args).status !== 0);
  if (lacking.length === 0 || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return;
  const packages = lacking.map((it) => it.package);
  console.log(`Installing the Debian packages ${packages.join(', ')} ...`);
  const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, stdio: 'ignore' };
  runHere('apt-get', ['update'], options);
  runHere('apt-get', ['install', '-y', '--no-install-recommends', ...packages], options);
}
