/** A top-level statement of a declaration file, without comments. */
export interface Statement {
  readonly text: string;
  /** The name that it declares; undefined for imports and exports of other modules. */
  readonly name: string | undefined;
  readonly isExported: boolean;
}

/** A name that a module takes from another one or passes on. */
export interface Link {
  /** Its name in this module; `*` for all exports of the other module. */
  readonly local: string;
  /** Its name in the other module; `*` for the module itself. */
  readonly source: string;
  readonly module: string;
  readonly isExported: boolean;
}

/** What a declaration file says. */
export interface Declarations {
  readonly statements: readonly Statement[];
  readonly links: readonly Link[];
  /** Exports of names that the module has declared or imported: their public names by the local ones. */
  readonly renamed: ReadonlyMap<string, string>;
}

/** The compiler writes each top-level statement from the first column on, and nothing else in that column but ends. */
const BEGIN =
  /^(?=(?:export|import|declare|abstract|interface|type|class|function|const|let|enum|namespace)\b)/m;
const DECLARED =
  /^(?:export )?(?:default )?(?:declare )?(?:abstract )?(?:const|let|function|class|interface|type|enum|namespace) (\w+)/;
const LINK = /^(import|export) (?:type )?(?:(\*)(?: as (\w+))?|(\w+)|\{([^}]*)\})(?: from '([^']+)')?;/;

/** Reads a declaration file as the compiler writes it. */
export function readDeclarations(text: string): Declarations {
  const statements: Statement[] = [];
  const links: Link[] = [];
  const renamed = new Map<string, string>();
  for (const part of withoutComments(text).split(BEGIN)) {
    const statement = part.trimEnd();
    const link = LINK.exec(statement);
    const [, name] = DECLARED.exec(statement) ?? [];
    if (link) {
      const names = namesOf(link);
      const module = link[6];
      if (module === undefined) for (const { local, source } of names) renamed.set(source, local);
      else links.push(...names.map((it) => ({ ...it, module, isExported: link[1] === 'export' })));
    } else if (name !== undefined) {
      statements.push({ text: statement, name, isExported: statement.startsWith('export ') });
    }
  }
  return { statements, links, renamed };
}

/** `a as b` of an import is the local name `b`, that of an export the public one. */
function namesOf([, , star, starAs, single, list]: RegExpExecArray): { local: string; source: string }[] {
  if (star !== undefined) return [{ local: starAs ?? '*', source: '*' }];
  if (single !== undefined) return [{ local: single, source: 'default' }];
  return (list ?? '')
    .split(',')
    .map((it) => it.trim().replace(/^type /, ''))
    .filter(Boolean)
    .map((it) => {
      const [source = '', local = source] = it.split(' as ');
      return { local, source };
    });
}

const withoutComments = (text: string): string =>
  text.replace(/^[ \t]*\/\*\*?[\s\S]*?\*\/\n?/gm, '').replace(/^\/\/.*\n?/gm, '');
