/** A target of `exports` or `imports` in a package.json: a path, or paths by condition. */
export type Target = string | { readonly [condition: string]: Target };

/** The fields of a package.json that are read here; others are passed on. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly exports?: Target;
  readonly imports?: Readonly<Record<string, Target>>;
  readonly files?: readonly string[];
  readonly bin?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly engines?: Readonly<Record<string, string>>;
  readonly [other: string]: unknown;
}

/** Modules for the tests of this project; they are not compiled (`tsconfig.build.json`). */
const FOR_TESTS = /\/testing\/|\/testing\.tsx?$|\/src\/builders\.ts$/;

const SOURCE = /^\.\/src\/(.*)\.tsx?$/;

/**
 * The package.json with which a package is published. That of the workspace leads to the sources, which Node runs only
 * outside of `node_modules`; here every path leads to what was compiled. What only the workspace needs is left out.
 */
export function publishedManifest(manifest: Manifest): Manifest {
  const { private: _, devDependencies, scripts, exports, imports, ...rest } = manifest;
  return {
    ...rest,
    ...(exports !== undefined && { exports: publishedExports(exports) }),
    ...(imports && { imports: mapTargets(imports, compiled) }),
    publishConfig: { access: 'public' },
  };
}

function publishedExports(exports: Target): Target {
  if (typeof exports === 'string') return withTypes(exports);
  const entries = Object.entries(exports).filter(([, target]) => !isForTests(target));
  return mapTargets(Object.fromEntries(entries), withTypes);
}

const isForTests = (target: Target): boolean =>
  typeof target === 'string' ? FOR_TESTS.test(target) : Object.values(target).some(isForTests);

function mapTargets(
  targets: Readonly<Record<string, Target>>,
  change: (path: string) => Target,
): Record<string, Target> {
  const changed = (target: Target): Target =>
    typeof target === 'string' ? change(target) : mapTargets(target, change);
  return Object.fromEntries(Object.entries(targets).map(([name, target]) => [name, changed(target)]));
}

/** The path of what is made of a source: `./src/index.ts` becomes `./dist/index.js`. Other files keep their extension. */
const compiled = (path: string): string =>
  SOURCE.test(path) ? path.replace(SOURCE, './dist/$1.js') : path.replace(/^\.\/src\//, './dist/');

/** A stylesheet has types, too: the compiler wants to know that what is imported for its effect is there. */
function withTypes(path: string): Target {
  if (path.endsWith('.css')) return { types: `${compiled(path)}.d.ts`, default: compiled(path) };
  return { types: path.replace(SOURCE, './dist/$1.d.ts'), default: compiled(path) };
}
