import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Case, Column } from './contender.ts';
import { startQueen, THIS_BUILD } from './servers/queen.ts';

/** A revision of this project, with its packages installed, in a folder of its own. */
export interface FormerBuild {
  /** The revision as git abbreviates it. */
  readonly name: string;
  readonly folder: string;
}

/** Checks a revision out of git into a temporary folder, which is removed at the exit, and installs its packages. */
export function checkOut(revision: string): FormerBuild {
  const git = (...args: readonly string[]): string =>
    execFileSync('git', args, { cwd: THIS_BUILD, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  const name = git('rev-parse', '--short', '--verify', `${revision}^{commit}`).trim();
  const folder = mkdtempSync(join(tmpdir(), `bench-${name}-`));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const archive = join(folder, 'archive.tar');
  git('archive', '--output', archive, name);
  execFileSync('tar', ['-xf', archive], { cwd: folder });
  execFileSync('npm', ['ci', '--omit=dev', '--prefer-offline', '--no-audit', '--no-fund'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return { name, folder };
}

/** The case with the queen of a former build as one more contender, and each figure of this queen to that of the former one. */
export function against(it: Case, { name, folder }: FormerBuild, flags: readonly string[]): Case {
  const [queen] = it.contenders;
  if (!queen) throw new Error(`The case ${it.name} has no queen.`);
  const former: Case['contenders'][number] = async (settings) => ({
    ...(await queen({ ...settings, startQueen: (own = []) => startQueen(folder, [...own, ...flags]) })),
    title: `queen of ${name}`,
  });
  const ratio = ({ head, figure }: Column) => ({
    what: `${head}, to the queen of ${name}`,
    figure,
    of: 0,
    to: it.contenders.length,
  });
  return {
    ...it,
    contenders: [...it.contenders, former],
    ratios: [...it.ratios, ...it.columns.map(ratio)],
  };
}
