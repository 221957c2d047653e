import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { runHere } from './command.mjs';

/** Programs that the monitor is held against, and Debian's packages that have them. */
const PROGRAMS = [
  { run: ['pidstat', '-V'], package: 'sysstat' },
  { run: ['/usr/bin/time', '--version'], package: 'time' },
];

/** Installs what is lacking of pidstat and GNU time where this is Debian and root; elsewhere their tests say that they lack. */
export function ensureSysstat() {
  const lacking = PROGRAMS.filter(({ run: [program, ...args] }) => spawnSync(program, args).status !== 0);
  if (lacking.length === 0 || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return;
  const packages = lacking.map((it) => it.package);
  console.log(`Installing Debian's ${packages.join(' and ')} ...`);
  const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, stdio: 'ignore' };
  runHere('apt-get', ['update'], options);
  runHere('apt-get', ['install', '-y', '--no-install-recommends', ...packages], options);
}
