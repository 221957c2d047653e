import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Manifest } from './manifest.ts';

/** The project's root folder. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The folders of the packages that are published; each depends only on those before it. */
export const FOLDERS = [
  'packages/contract',
  'packages/monitor',
  'packages/hive',
  'packages/history',
  'packages/access',
  'packages/queen',
  'packages/sdk',
  'packages/react',
  'apps/sample-worker',
  'apps/rbee',
] as const;

/** The description of the Helm chart, which has the same version. */
export const CHART = 'packaging/helm/rbee/Chart.yaml';

/** The package.json of a folder of the project. */
export function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(`${ROOT}${folder}/package.json`, 'utf8'));
}

/** The folders of all packages of the project, those that are not published too. */
export function workspaceFolders(): readonly string[] {
  const { workspaces }: { readonly workspaces: readonly string[] } = JSON.parse(
    readFileSync(`${ROOT}package.json`, 'utf8'),
  );
  return workspaces;
}
