/**
 * Writes the section "Props" of the README: every exported part with its props, from their comments in the sources. Run by
 * `npm run props`.
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const HERE = import.meta.dirname;
const README = join(HERE, 'README.md');
const BEGIN = '<!-- Written by `npm run props`. -->\n';
const END = '<!-- End of what `npm run props` writes. -->\n';
const MAX_COLUMNS = 120;

/** A prop as its interface declares it. */
interface Prop {
  readonly name: string;
  readonly isOptional: boolean;
  readonly type: string;
  readonly about: string;
}

/** An interface of the sources: its own props, and the names of those that it extends. */
interface Declared {
  readonly props: readonly Prop[];
  readonly bases: readonly string[];
}

const sources = globSync('src/**/*.{ts,tsx}', { cwd: HERE })
  .filter((path) => !/\.test\.tsx?$|testing/.test(path))
  .sort()
  .map((path) => readFileSync(join(HERE, path), 'utf8'));

/** The text of a comment, in one line. */
const textOf = (comment = ''): string =>
  comment
    .replace(/\s*\n\s*\* ?/g, ' ')
    .replace(/\{@link (\w+)\}/g, '`$1`')
    .trim();

const COMMENT = String.raw`(?:/\*\*((?:(?!\*/)[\s\S])*)\*/\s*)?`;
const INTERFACE = /interface (\w+)(?:\s+extends ([^{]+?))? \{\n([\s\S]*?)\n\}/g;
const PROP = new RegExp(String.raw`^  ${COMMENT}readonly (\w+)(\??): ([\s\S]*?);$`, 'gm');

const interfaces = new Map(
  sources.flatMap((source) =>
    [...source.matchAll(INTERFACE)].map(([, name = '', bases = '', body = '']): [string, Declared] => [
      name,
      { props: propsIn(body), bases: basesIn(bases) },
    ]),
  ),
);

function propsIn(body: string): readonly Prop[] {
  return [...body.matchAll(PROP)].map(([, comment, name = '', mark, type = '']) => ({
    ...{ name, isOptional: mark === '?', about: textOf(comment) },
    type: typeText(type, mark === '?'),
  }));
}

/** A type in one line; of a prop that can be left out without the `undefined` that says the same. */
function typeText(type: string, isOptional: boolean): string {
  const line = type.replace(/\s+/g, ' ').trim();
  return isOptional ? line.replace(/ \| undefined$/, '').replace(/^\((\(.*)\)$/, '$1') : line;
}

/** Names, and those that an `Omit` or a `Pick` takes from: `Pick<A, 'b'>`. */
function basesIn(text: string): readonly string[] {
  return [...text.matchAll(/(?:Omit|Pick)<[^>]*>|\w+/g)].map(([it]) => it.replace(/\s+/g, ' '));
}

/** The props of an interface with those of what it extends. */
function propsOf(name: string): readonly Prop[] {
  const [, how, base = name, keys = ''] = /^(Omit|Pick)<(\w+), (.*)>$/.exec(name) ?? [];
  const { props, bases } = interfaces.get(base) ?? { props: [], bases: [] };
  const all = [...props, ...bases.flatMap(propsOf)];
  const named = new Set([...keys.matchAll(/'(\w+)'/g)].map((it) => it[1]));
  return how === undefined ? all : all.filter((prop) => named.has(prop.name) === (how === 'Pick'));
}

/** Names that a file exports, with those of the files that it exports from. */
function exportsOf(path: string): readonly string[] {
  const text = readFileSync(join(HERE, path), 'utf8');
  const whole = [...text.matchAll(/export \* from '([^']+)'/g)].map(([, from = '']) => from);
  const lists = [...text.matchAll(/export \{([^}]*)\} from/g)].flatMap(([, names = '']) => names.split(','));
  const own = [...text.matchAll(/export (?:function|const) (\w+)/g)].map(([, name = '']) => name);
  const listed = lists.map((it) => it.trim()).filter((it) => it !== '' && !it.startsWith('type '));
  return [...own, ...listed, ...whole.flatMap((from) => exportsOf(join(dirname(path), from)))];
}

/** Names of the exported parts, sorted. */
export const partNames = (): readonly string[] =>
  exportsOf('src/index.ts')
    .filter((name) => /^[A-Z]\w*[a-z]/.test(name))
    .sort();

/** What the comment above a part says, and the props that it declares in place. */
function partOf(name: string): { readonly about: string; readonly inPlace: readonly Prop[] } {
  const props = String.raw`(?:[^;{]*\{[^{}]*\}: \{([^{}]*)\}\) )?`;
  const pattern = new RegExp(String.raw`${COMMENT}export (?:function|const) ${name}\b${props}`);
  for (const source of sources) {
    const [found, about, body = ''] = pattern.exec(source) ?? [];
    if (found)
      return {
        about: textOf(about),
        inPlace: propsIn(body.replace(/;|$/g, ';').replace(/\s*readonly/g, '\n  readonly')),
      };
  }
  return { about: '', inPlace: [] };
}

/** Breaks a line of a list before it is too long. */
function wrapped(line: string): string {
  const lines: string[] = [];
  let rest = line;
  while (rest.length > MAX_COLUMNS) {
    const at = rest.lastIndexOf(' ', MAX_COLUMNS);
    if (at <= 2) break;
    lines.push(rest.slice(0, at));
    rest = `${line.startsWith('- ') ? '  ' : ''}${rest.slice(at + 1)}`;
  }
  return [...lines, rest].join('\n');
}

function sectionOf(name: string): string {
  const { about, inPlace } = partOf(name);
  const declared = propsOf(`${name}Props`);
  const lines = (declared.length > 0 ? declared : inPlace).map((prop) => {
    const end = prop.about === '' ? '' : `: ${prop.about}`;
    return wrapped(`- \`${prop.name}${prop.isOptional ? '?' : ''}: ${prop.type}\`${end}`);
  });
  return [`### \`<${name}>\``, wrapped(about), ...(lines.length > 0 ? [lines.join('\n')] : [])].join('\n\n');
}

/** The README with the section as the sources have it. */
export function withProps(readme: string): string {
  const [before = '', rest = ''] = readme.split(BEGIN);
  const after = rest.split(END)[1] ?? '';
  return `${before}${BEGIN}\n${partNames().map(sectionOf).join('\n\n')}\n\n${END}${after}`;
}

if (import.meta.main) writeFileSync(README, withProps(readFileSync(README, 'utf8')));
