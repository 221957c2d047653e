import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { runHere } from './command.mjs';

/** Programs that tests need, and Debian's packages that have them. */
const PROGRAMS = [
  // What the monitor is held against.
  { run: ['pidstat', '-V'], package: 'sysstat' },
  { run: ['/usr/bin/time', '--version'], package: 'time' },
  // What a network is made of and broken with.
  { run: ['ip', '-V'], package: 'iproute2' },
  { run: ['nft', '--version'], package: 'nftables' },
];

/** Installs what is lacking of those programs where this is Debian and root; elsewhere their tests say that they lack. */
export function ensureDebianPrograms() {
  const lacking = PROGRAMS.filter(({ run: [program, ...args] }) => spawnSync(program, args).status !== 0);
  if (lacking.length === 0 || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return;
  const packages = lacking.map((it) => it.package);
  console.log(`Installing Debian's ${packages.join(', ')} ...`);
  const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, stdio: 'ignore' };
  runHere('apt-get', ['update'], options);
  runHere('apt-get', ['install', '-y', '--no-install-recommends', ...packages], options);
}
