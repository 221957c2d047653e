import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../tests/e2e/free-port.ts';
import { type Check, demand } from '../consumers/check.ts';
import { manifestOf } from '../packages.ts';
import { type Chroot, end, type Made, reported } from './chroot.ts';

/** The executable alone: versions of Debian, its page, and a temporary folder without permission to execute. */
export function executableChecks({ made, roots }: Made): Check[] {
  const executable = globSync(join(made, `rbee-*-linux-${process.arch}`))[0] ?? '';
  return roots.flatMap((root) => [
    {
      name: `the executable is version ${manifestOf('apps/rbee').version} in Debian ${root.release}`,
      run: async () => {
        root.put(executable, 'usr/local/bin/rbee');
        demand(root.sh('chmod 755 /usr/local/bin/rbee; rbee --version'), manifestOf('apps/rbee').version);
      },
    },
    {
      name: `rbee up of the executable in Debian ${root.release} shows its hive and its page within ten seconds`,
      run: () => upReports(root),
    },
    {
      name: `the executable runs in Debian ${root.release} with a temporary folder that is mounted noexec`,
      run: async () => runsWithoutExecInTemporaryFolder(root),
    },
    {
      name: `a hive of the executable in Debian ${root.release} uses less than ${MAX_HIVE_MIB} MiB`,
      run: () => hiveIsSmall(root),
    },
  ]);
}

const MAX_HIVE_MIB = 80;
const SETTLE_MS = 15_000;

async function hiveIsSmall(root: Chroot): Promise<void> {
  // A file that was just written is in memory in large pieces, and each counts as a whole for whoever uses a part of it.
  execFileSync('sh', ['-c', 'sync; echo 1 > /proc/sys/vm/drop_caches']);
  const hive = root.start(['rbee', 'hive', '--queen-url', `http://127.0.0.1:${await freePort()}`]);
  try {
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    const status = readFileSync(`/proc/${hive.pid}/status`, 'utf8');
    const mib = Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1_024;
    console.log(`        ${mib.toFixed(1)} MiB`);
    if (!(mib < MAX_HIVE_MIB)) throw new Error(`it uses ${mib.toFixed(1)} MiB`);
  } finally {
    await end(hive);
  }
}

async function upReports(root: Chroot): Promise<void> {
  const port = await freePort();
  const up = root.start(['rbee', 'up', '--port', `${port}`, '--hive-id', 'here', '--data', '/root/data']);
  try {
    await reported(port, 'here');
    demand(await (await fetch(`http://127.0.0.1:${port}/`)).text(), '<script');
    demand(await (await fetch(`http://127.0.0.1:${port}/v1/history`)).text(), '"tiers"');
  } finally {
    await end(up);
  }
}

/** The program is then not in the temporary folder, and the native libraries load from where it is. */
function runsWithoutExecInTemporaryFolder(root: Chroot): void {
  const temporary = join(root.folder, 'tmp');
  root.sh('rm -rf /var/cache/rbee');
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'noexec,nosuid', 'tmpfs', temporary]);
  try {
    demand(root.sh('rbee doctor --queen-url http://127.0.0.1:1 || true'), 'hive');
    if (readdirSync(temporary).some((name) => name.startsWith('rbee-0'))) {
      throw new Error('the program was unpacked to the folder that is mounted noexec');
    }
    const [library] = globSync('var/cache/rbee/*/node_modules/@koromix/*/**/*.node', { cwd: root.folder });
    if (library === undefined) throw new Error('koffi was not unpacked to /var/cache/rbee');
  } finally {
    execFileSync('umount', [temporary]);
  }
  if (!existsSync(join(root.folder, 'var/cache/rbee'))) throw new Error('nothing was unpacked');
}
