import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { apiReport } from './api-report.ts';
import { publishedManifest, type Target } from './manifest.ts';
import { FOLDERS, manifestOf, ROOT } from './packages.ts';

/** The folder of the pages. */
export const API = join(ROOT, 'docs', 'api');

/** The public surface of every package that has one, as the text of a page by its file name. They have to be compiled. */
export function apiPages(): Map<string, string> {
  const pages = new Map<string, string>();
  for (const folder of FOLDERS) {
    const manifest = publishedManifest(manifestOf(folder));
    const entries = entriesOf(manifest.exports);
    const read = (path: string): string => readFileSync(join(ROOT, folder, path), 'utf8');
    const sections = entries.flatMap(([subpath, types]) =>
      section(manifest.name + subpath.slice(1), types, read),
    );
    if (sections.length === 0) continue;
    pages.set(
      `${manifest.name.replace('@rbee/', '')}.md`,
      `${[HEAD(manifest.name), ...sections].join('\n\n')}\n`,
    );
  }
  return pages;
}

const HEAD = (name: string): string =>
  `# ${name}\n\nWritten by \`npm run api\`: what the package exports. A change of this page is a change for those who use it.`;

/** Empty for a program, which exports nothing. */
function section(name: string, types: string, read: (path: string) => string): string[] {
  const { exported, needed } = apiReport(types, read);
  if (exported.length === 0) return [];
  const block = (texts: readonly string[]): string => `\`\`\`ts\n${texts.join('\n\n')}\n\`\`\``;
  const rest =
    needed.length === 0 ? [] : ['What these mention, without being exported themselves:', block(needed)];
  return [`## ${name}`, block(exported), ...rest];
}

/** The entry points with types: their names and the paths of their declarations. */
function entriesOf(exports: Target | undefined): [string, string][] {
  if (exports === undefined || typeof exports === 'string') return [];
  const entries: [string, Target][] = 'types' in exports ? [['.', exports]] : Object.entries(exports);
  return entries.flatMap(([name, target]): [string, string][] =>
    typeof target === 'object' && typeof target['types'] === 'string' ? [[name, target['types']]] : [],
  );
}
