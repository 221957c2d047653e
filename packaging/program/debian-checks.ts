import { execFileSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../tests/e2e/free-port.ts';
import { type Check, demand } from '../consumers/check.ts';
import { type Chroot, end, type Made, reported } from './chroot.ts';

const CONFIG = '/etc/rbee/rbee.config.json';

/** The Debian package, in each Debian from its installation to its removal; the checks build on each other. */
export function debianChecks({ made, roots }: Made): Check[] {
  const deb = globSync(join(made, '*.deb'))[0] ?? '';
  return roots.flatMap((root) => {
    let before: readonly string[] = [];
    const named = (what: string, run: () => Promise<void>): Check => ({
      name: `the Debian package in Debian ${root.release} ${what}`,
      run,
    });
    return [
      named('installs without any other package, and starts nothing', async () => {
        root.sh(
          'rm -rf /usr/local/bin/rbee /var/cache/rbee /root/data /tmp/rbee-*; mkdir -p /var/lib/private',
        );
        before = filesOf(root);
        root.put(deb, 'root/rbee.deb');
        demand(root.sh('dpkg --install /root/rbee.deb'), 'systemctl enable --now rbee-hive');
        demand(root.sh('rbee --version; rbee help hive | head -3'), 'Usage: rbee hive');
      }),
      named('has a queen and a hive that reports within ten seconds', () => queenAndHive(root)),
      named('runs as another user on a file system that it cannot write to, as in the image', () =>
        readOnly(root),
      ),
      named('keeps changed settings over an upgrade', async () => {
        root.sh(`echo '{ "hive": { "hive_id": "mine" } }' > ${CONFIG}`);
        root.put(newer(deb, made), 'root/rbee.deb');
        root.sh('dpkg --force-confdef --force-confold --install /root/rbee.deb');
        demand(root.sh(`dpkg-query -W rbee; cat ${CONFIG}`), /\+newer[\s\S]*"mine"/);
        demand(root.sh('rbee --version'), /^\d/);
      }),
      named('keeps the settings when it is removed, and leaves no trace when it is purged', async () => {
        root.sh('dpkg --remove rbee');
        demand(root.sh(`cat ${CONFIG}; ls /usr/bin/rbee 2>&1 || true`), /"mine"[\s\S]*No such file/);
        root.sh('mkdir -p /var/lib/private/rbee-hive /var/lib/rbee; dpkg --purge rbee; rm /root/rbee.deb');
        const left = filesOf(root).filter((path) => !before.includes(path));
        if (left.length > 0) throw new Error(`left behind: ${left.slice(0, 20).join(', ')}`);
      }),
    ];
  });
}

async function queenAndHive(root: Chroot): Promise<void> {
  const port = await freePort();
  const queen = root.start(['rbee', 'queen', '--port', `${port}`, '--data', '/root/data']);
  const hive = root.start(['rbee', 'hive', '--queen-url', `http://127.0.0.1:${port}`, '--hive-id', 'packed']);
  try {
    await reported(port, 'packed');
  } finally {
    await end(hive);
    await end(queen);
    root.sh('rm -rf /root/data /tmp/rbee-*');
  }
}

const USER = 65_532;

async function readOnly(root: Chroot): Promise<void> {
  const port = await freePort();
  const mount = (...args: string[]): void => void execFileSync('mount', args);
  const data = join(root.folder, 'mnt');
  mount('--bind', root.folder, root.folder);
  mount('-t', 'tmpfs', '-o', `uid=${USER},mode=700`, 'tmpfs', data);
  mount('-t', 'tmpfs', 'tmpfs', join(root.folder, 'tmp'));
  mount('-o', 'remount,ro,bind', root.folder);
  const as = `--userspec=${USER}:${USER}`;
  const queen = root.start(['rbee', 'queen', '--port', `${port}`, '--data', '/mnt/data'], as);
  const hive = root.start(['rbee', 'hive', '--queen-url', `http://127.0.0.1:${port}`, '--hive-id', 'image']);
  try {
    await reported(port, 'image');
    demand(await (await fetch(`http://127.0.0.1:${port}/v1/history`)).text(), '"tiers"');
  } finally {
    await end(hive);
    await end(queen);
    execFileSync('umount', [join(root.folder, 'tmp'), data, root.folder]);
  }
}

/** The same package with a later version. */
function newer(deb: string, made: string): string {
  const work = mkdtempSync(join(made, 'newer-'));
  try {
    execFileSync('dpkg-deb', ['--raw-extract', deb, work]);
    const control = join(work, 'DEBIAN/control');
    writeFileSync(control, readFileSync(control, 'utf8').replace(/^Version: .*/m, '$&+newer'));
    const target = join(made, 'newer.deb.part');
    execFileSync('dpkg-deb', ['--root-owner-group', '-Znone', '--build', work, target], { stdio: 'ignore' });
    return target;
  } finally {
    rmSync(work, { recursive: true });
  }
}

/** All files and folders but what dpkg itself writes. */
function filesOf(root: Chroot): string[] {
  const found = root.sh(
    'find / -xdev \\( -path /proc -o -path /var/lib/dpkg -o -path /var/log \\) -prune -o -print',
  );
  return found.split('\n');
}
