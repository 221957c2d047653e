import { execFileSync } from 'node:child_process';
import { temporaryFolder } from '../temporary-folder.ts';
import type { Case } from './contender.ts';
import { startQueen, THIS_BUILD } from './servers/queen.ts';

/** A git revision of this project in a folder of its own, with its packages installed. */
export interface FormerBuild {
  /** The abbreviated revision. */
  readonly name: string;
  readonly folder: string;
}

/** Checks out a revision into a temporary folder, and installs its packages. */
export function checkOut(revision: string): FormerBuild {
  const run = (cwd: string, program: string, ...args: readonly string[]): string =>
    execFileSync(program, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  const name = run(THIS_BUILD, 'git', 'rev-parse', '--short', '--verify', `${revision}^{commit}`).trim();
  const folder = temporaryFolder(`bench-${name}-`);
  run(THIS_BUILD, 'git', 'archive', '--output', `${folder}/archive.tar`, name);
  run(folder, 'tar', '-xf', 'archive.tar');
  run(folder, 'npm', 'ci', '--omit=dev', '--prefer-offline', '--no-audit', '--no-fund');
  return { name, folder };
}

/** Adds the queen of a former build to the contenders of a case, and the ratio of each figure of this queen to its own. */
export function against(it: Case, { name, folder }: FormerBuild, flags: readonly string[]): Case {
  const [queen] = it.contenders;
  if (!queen) throw new Error(`The case ${it.name} has no queen.`);
  const former: Case['contenders'][number] = async (settings) => ({
    ...(await queen({
      ...settings,
      startQueen: (own = [], port) => startQueen(folder, [...own, ...flags], port),
    })),
    title: `queen of ${name}`,
  });
  const ratios = it.columns.map(({ head, figure }) => ({
    what: `${head}, to the queen of ${name}`,
    figure,
    of: 0,
    to: it.contenders.length,
  }));
  return { ...it, contenders: [...it.contenders, former], ratios: [...it.ratios, ...ratios] };
}
