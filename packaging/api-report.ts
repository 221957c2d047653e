import { posix } from 'node:path';
import { type Declarations, readDeclarations } from './declarations.ts';

/** Reads a declaration file of a package by its path in it. */
export type ReadModule = (path: string) => string;

/**
 * The public surface of one entry point: what it exports, with the declarations, and the declarations that these need.
 * Without comments, and in the order of the names, so that it changes only if the surface does.
 */
export function apiReport(entry: string, read: ReadModule): { exported: string[]; needed: string[] } {
  const modules = new Modules(read);
  const exported = new Map<string, string>();
  const needed = new Map<string, string>();
  const seen = new Set<string>();
  const queue: Place[] = [];
  const add = (to: Map<string, string>, name: string, place: Place): void => {
    const key = `${place.module} ${place.name}`;
    if (seen.has(key)) return;
    seen.add(key);
    const texts = place.module.startsWith('.') ? modules.declaration(place) : [reexport(name, place)];
    if (texts.length === 0) return;
    to.set(`${name} ${key}`, texts.join('\n'));
    queue.push(...texts.flatMap((text) => modules.mentioned(text, place)));
  };
  for (const [name, place] of modules.exportsOf(entry)) add(exported, name, place);
  for (let place = queue.shift(); place; place = queue.shift()) {
    if (place.module.startsWith('.')) add(needed, place.name, place);
  }
  return { exported: inOrder(exported), needed: inOrder(needed) };
}

/** An export of another package, whose own page has its declaration. */
const reexport = (name: string, place: Place): string => {
  if (place.name === '*') return `export * from '${place.module}';`;
  return `export { ${place.name === name ? name : `${place.name} as ${name}`} } from '${place.module}';`;
};

const inOrder = (texts: ReadonlyMap<string, string>): string[] =>
  [...texts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text);

/** Where a name is declared; `module` is a path in the package beginning with `./`, or another package. */
interface Place {
  readonly module: string;
  readonly name: string;
}

class Modules {
  readonly #read: ReadModule;
  readonly #known = new Map<string, Declarations>();

  constructor(read: ReadModule) {
    this.#read = read;
  }

  /** Every export of a module, by its public name, with the place that declares it. */
  exportsOf(module: string): Map<string, Place> {
    const { statements, links, renamed } = this.#declarations(module);
    const found = new Map<string, Place>();
    for (const { name, isExported } of statements) {
      if (isExported && name !== undefined) found.set(name, { module, name });
    }
    for (const [local, name] of renamed) found.set(name, this.#place(module, local));
    for (const link of links.filter((it) => it.isExported)) {
      const other = target(module, link.module);
      if (link.local !== '*') found.set(link.local, this.#exported(other, link.source));
      else if (other.startsWith('.'))
        for (const [name, place] of this.exportsOf(other)) found.set(name, place);
      else found.set(`* of ${other}`, { module: other, name: '*' });
    }
    return found;
  }

  /** The statements that declare a name; a function has several if it is overloaded. */
  declaration({ module, name }: Place): string[] {
    return this.#declarations(module)
      .statements.filter((it) => it.name === name)
      .map((it) => it.text.replace(/^(?:export )?(?:declare )?/, ''));
  }

  /** The places of all names of its module that a declaration mentions. */
  mentioned(text: string, { module }: Place): Place[] {
    if (!module.startsWith('.')) return [];
    const { statements, links } = this.#declarations(module);
    const words = new Set(text.match(/\w+/g));
    const names = [...statements.map((it) => it.name ?? ''), ...links.map((it) => it.local)];
    const inline = [...text.matchAll(/import\("(\.[^"]+)"\)\.(\w+)/g)].map(([, path = '', name = '']) =>
      this.#exported(target(module, path), name),
    );
    return [...new Set(names)]
      .filter((it) => words.has(it))
      .map((it) => this.#place(module, it))
      .concat(inline);
  }

  #place(module: string, local: string): Place {
    const { statements, links } = this.#declarations(module);
    if (statements.some((it) => it.name === local)) return { module, name: local };
    const link = links.find((it) => it.local === local);
    return link ? this.#exported(target(module, link.module), link.source) : { module, name: local };
  }

  #exported(module: string, name: string): Place {
    if (!module.startsWith('.')) return { module, name };
    return this.exportsOf(module).get(name) ?? { module, name };
  }

  #declarations(module: string): Declarations {
    const known = this.#known.get(module) ?? readDeclarations(this.#read(module));
    this.#known.set(module, known);
    return known;
  }
}

/** The module that an import of `from` names: a declaration file of the package, or another package. */
const target = (from: string, specifier: string): string =>
  specifier.startsWith('.')
    ? `./${posix.join(posix.dirname(from), specifier).replace(/\.js$/, '.d.ts')}`
    : specifier;
