/**
 * `npm run test:former [-- REVISION]`: runs a former version beside this one, each from the packages that npm installs: hives of one
 * report to queens of the other, by link and by POST, and this queen goes on with the past that the former one kept. The
 * former version is the newest tag `vX.Y.Z` before this version, or any revision of the repository. It takes minutes and needs
 * the npm registry.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../tests/e2e/free-port.ts';
import { manifestOf, ROOT } from '../packages.ts';
import { end, reported } from '../program/chroot.ts';

/** Time in which a hive sends some heartbeats, and they are written. */
const ENOUGH_MS = 5_000;

const git = (...args: string[]): string => execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim();

const revision = process.argv[2] ?? newestTag();
if (revision === undefined) {
  console.error(
    'test:former: there is no tag of a former version; name a revision, as in npm run test:former -- v0.1.0.',
  );
  process.exit(2);
}

const work = mkdtempSync(join(tmpdir(), 'rbee-former-'));
const source = join(work, 'source');
try {
  console.log(`Making the packages of ${revision} and of this version ...`);
  git('worktree', 'add', '--detach', '--force', source, revision);
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: source, stdio: 'ignore' });
  const former = installed(source, join(work, 'former'));
  const present = installed(ROOT, join(work, 'present'));
  await check('a hive of the former version reports to this queen', present, former);
  await check('a hive of this version reports to the former queen', former, present);
  await checkPast(former, present);
} finally {
  git('worktree', 'remove', '--force', source);
  rmSync(work, { recursive: true, force: true });
}

/** The newest tag of a version that is not this one. */
function newestTag(): string | undefined {
  const { version } = manifestOf('.');
  return git('tag', '--list', 'v*', '--sort=-version:refname')
    .split('\n')
    .find((tag) => tag !== '' && tag !== `v${version}`);
}

/** Packs a checkout and installs it as npm does; the path of its program. */
function installed(checkout: string, folder: string): string {
  const tarballs = join(folder, 'tarballs');
  mkdirSync(tarballs, { recursive: true });
  execFileSync('npm', ['run', 'build:packages', '--', tarballs], { cwd: checkout, stdio: 'ignore' });
  const install = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--prefix', folder];
  const files = readdirSync(tarballs);
  execFileSync('npm', [...install, ...files.map((it) => join(tarballs, it))], { stdio: 'ignore' });
  return join(folder, 'node_modules', 'rbee', 'bin', 'rbee.mjs');
}

function start(program: string, args: readonly string[]) {
  return spawn(process.execPath, [program, ...args], { stdio: 'ignore', env: environment() });
}

/** Without the settings of this machine. */
function environment(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], HOME: work };
}

async function check(name: string, queenOf: string, hiveOf: string): Promise<void> {
  const port = await freePort();
  const data = mkdtempSync(join(work, 'data-'));
  const queen = start(queenOf, ['queen', '--port', `${port}`, '--data', data]);
  const hive = start(hiveOf, ['hive', '--queen-url', `http://127.0.0.1:${port}`, '--hive-id', 'other']);
  try {
    await reported(port, 'other');
    const answer = await fetch(`http://127.0.0.1:${port}/v1/hives/other`);
    const { transport, health } = (await answer.json()) as { transport: string; health: string };
    if (transport !== 'link' || health !== 'healthy') throw new Error(`${name}: ${transport}, ${health}`);
    const heartbeat = { hive_id: 'posted', timestamp: new Date().toISOString(), workers: [] };
    const post = await fetch(`http://127.0.0.1:${port}/v1/hive-heartbeat`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(heartbeat),
    });
    if (post.status !== 200) throw new Error(`${name}: a POST is answered ${post.status}`);
    console.log(`ok      ${name}`);
  } finally {
    await end(hive);
    await end(queen);
  }
}

/** What the former queen has kept is still there when this one has opened its files. */
async function checkPast(former: string, present: string): Promise<void> {
  const data = mkdtempSync(join(work, 'data-'));
  const count = async (program: string, hive: boolean): Promise<number> => {
    const port = await freePort();
    const queen = start(program, ['queen', '--port', `${port}`, '--data', data]);
    const url = `http://127.0.0.1:${port}`;
    const reporter = hive ? start(program, ['hive', '--queen-url', url, '--hive-id', 'kept']) : undefined;
    try {
      if (reporter) await reported(port, 'kept');
      await new Promise((resolve) => setTimeout(resolve, ENOUGH_MS));
      const query = 'hive=kept&fields=cpu_pct&from=-2m&max_points=600';
      const answer = await fetch(`${url}/v1/history/series?${query}`);
      const { series = [] } = (await answer.json()) as { series?: { mean: (number | null)[] }[] };
      return series[0]?.mean.filter((it) => it !== null).length ?? 0;
    } finally {
      if (reporter) await end(reporter);
      await end(queen);
    }
  };
  const before = await count(former, true);
  const after = await count(present, false);
  if (before === 0 || after < before) throw new Error(`of ${before} points this version shows ${after}`);
  console.log('ok      this queen goes on with the past that the former one kept');
}
