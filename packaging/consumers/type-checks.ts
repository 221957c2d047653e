import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Check, type Consumer, run } from './check.ts';

/** Compilers by the name under which they are installed. */
const COMPILERS = ['typescript', 'typescript7'] as const;

const RESOLUTIONS = [
  { module: 'preserve', moduleResolution: 'bundler' },
  { module: 'nodenext', moduleResolution: 'nodenext' },
] as const;

/** The types of the packages, used by the code blocks of their READMEs. */
export function typeChecks(consumer: Consumer): Check[] {
  const { folder } = consumer;
  const blocks = writeBlocks(folder);
  const compiled = COMPILERS.flatMap((compiler) =>
    RESOLUTIONS.map((resolution) => ({
      name: `${compiler} with ${resolution.moduleResolution} takes the ${blocks.length} code blocks of the READMEs`,
      run: async () => {
        const config = join(folder, 'blocks', `tsconfig.${compiler}.${resolution.moduleResolution}.json`);
        writeFileSync(config, JSON.stringify(configOf(resolution, blocks)));
        const tsc = join(folder, 'node_modules', compiler, 'bin', 'tsc');
        await run(process.execPath, [tsc, '-p', config], { cwd: folder });
      },
    })),
  );
  return [...compiled, ...consumer.libraries.map((tarball) => wrongTypes(folder, tarball))];
}

const configOf = (resolution: (typeof RESOLUTIONS)[number], files: readonly string[]) => ({
  compilerOptions: {
    ...resolution,
    target: 'es2022',
    lib: ['es2022', 'dom', 'dom.iterable'],
    types: ['node'],
    jsx: 'react-jsx',
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    isolatedModules: true,
    verbatimModuleSyntax: true,
    skipLibCheck: false,
    noEmit: true,
  },
  files,
});

/** Writes every TypeScript block of the installed READMEs into a file of its own; returns their names. */
function writeBlocks(folder: string): string[] {
  const target = join(folder, 'blocks');
  mkdirSync(target);
  writeFileSync(join(target, 'package.json'), JSON.stringify({ type: 'module' }));
  return globSync('node_modules/{@rbee/*,rbee}/README.md', { cwd: folder }).flatMap((readme) => {
    const blocks = readFileSync(join(folder, readme), 'utf8').matchAll(/^```(tsx?)\n([\s\S]*?)^```/gm);
    return [...blocks].map(([, kind, text = ''], index) => {
      const name = `${basename(join(readme, '..'))}-${index + 1}.${kind}`;
      writeFileSync(join(target, name), text);
      return name;
    });
  });
}

/** What `attw` says of CommonJS and of old versions of Node, which the packages do not support. */
const UNSUPPORTED = ['node10', 'node16-cjs'];

interface Problem {
  readonly kind: string;
  readonly resolutionKind?: string;
  readonly moduleSpecifier?: string;
}

/** `attw` has only the files of the package: a name of its `imports` that leads to another package is not found. */
const isOurs = ({ kind, resolutionKind = '', moduleSpecifier = '' }: Problem): boolean =>
  !UNSUPPORTED.includes(resolutionKind) &&
  !(kind === 'InternalResolutionError' && moduleSpecifier === '#schemas');

const wrongTypes = (folder: string, tarball: string): Check => ({
  name: `the types of ${basename(tarball)} are not wrong`,
  run: async () => {
    const path = createRequire(join(folder, 'package.json')).resolve('@arethetypeswrong/core');
    const attw = await import(pathToFileURL(path).href);
    const { problems = [] }: { problems?: readonly Problem[] } = await attw.checkPackage(
      attw.createPackageFromTarballData(readFileSync(tarball)),
    );
    const found = problems.filter(isOurs).map((it) => ({ ...it, trace: undefined }));
    if (found.length > 0) throw new Error(JSON.stringify(found, undefined, 2));
  },
});
