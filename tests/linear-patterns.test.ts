import { parseSync } from 'vite';
import { expect, test } from 'vitest';
import { filesOf } from './tree.ts';

interface Found {
  readonly path: string;
  readonly pattern: RegExp;
}

type Node = { readonly type: string } & Record<string, unknown>;

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

/** All nodes of a syntax tree. */
function* nodesBelow(value: unknown): Generator<Node> {
  if (!isNode(value)) return;
  if ('type' in value) yield value;
  for (const child of Object.values(value)) yield* nodesBelow(child);
}

/** The pattern that a node makes; what a template fills in counts as the letter x. Null for other nodes. */
function patternOf(node: Node): RegExp | null {
  const { regex } = node as { regex?: { pattern: string; flags: string } };
  if (node.type === 'Literal' && regex) return new RegExp(regex.pattern, regex.flags);
  const { callee, arguments: given } = node as { callee?: { name?: string }; arguments?: Node[] };
  if (node.type !== 'NewExpression' || callee?.name !== 'RegExp') return null;
  const [text, flags] = given ?? [];
  const { value, quasis } = (text ?? {}) as { value?: string; quasis?: { value: { cooked: string } }[] };
  const source = quasis?.map((it) => it.value.cooked).join('x') ?? value;
  return source === undefined ? null : new RegExp(source, flags && String(flags['value']));
}

const PATTERNS: readonly Found[] = filesOf(['packages', 'apps'], /\/src\/.*\.tsx?$/)
  .filter(({ path }) => !/\.test\.tsx?$/.test(path))
  .flatMap(({ path, text }) =>
    [...nodesBelow(parseSync(path, text).program)].flatMap((node) => {
      const pattern = patternOf(node);
      return pattern ? { path, pattern } : [];
    }),
  );

const EDGES = ['', ' ', '/', '-', '_', '.', ':', '@', '"', '=', '\0', '\n', 'a', 'Z', '1'];
const TEXT_CHARS = 20_000;
/** A pattern that takes time in proportion to the text needs less than a millisecond; one that does not, a second. */
const LIMIT_MS = 60;

/** Words and characters in the text of a pattern, which lead far into it. */
function wordsOf({ source }: RegExp): readonly string[] {
  const plain = source.replaceAll(/\\[dwsSDWbB]/g, '').replaceAll(/\(\?(?:<\w+>|[:=!]|<[=!])/g, ' ');
  return ['', ...new Set(plain.replaceAll(/\\(.)/g, '$1').match(/[\w:/@.-]+/g) ?? [])].slice(0, 12);
}

/** Texts that repeat something, which make a pattern that tries everything again at each place slow. */
function* textsFor(pattern: RegExp): Generator<string> {
  const words = wordsOf(pattern);
  for (const word of words) {
    for (const before of EDGES) {
      for (const after of EDGES) {
        const unit = before + word + after;
        if (unit === '') continue;
        const repeated = unit.repeat(Math.ceil(TEXT_CHARS / unit.length));
        yield `${words[1] ?? ''}${repeated}\u0001`;
      }
    }
  }
}

/** CPU time of this thread: the machine may give it none for a while. */
const cpuMs = (): number => process.threadCpuUsage().user / 1000;

function slowest({ pattern }: Found): number {
  let mostMs = 0;
  for (const text of textsFor(pattern)) {
    pattern.lastIndex = 0;
    const startedMs = cpuMs();
    pattern.exec(text);
    mostMs = Math.max(mostMs, cpuMs() - startedMs);
    if (mostMs > LIMIT_MS) return mostMs;
  }
  return mostMs;
}

test('every pattern takes time in proportion to the text, whatever the text is', { timeout: 300_000 }, () => {
  expect(PATTERNS.length).toBeGreaterThan(100);
  const slow = PATTERNS.filter((found) => slowest(found) > LIMIT_MS && slowest(found) > LIMIT_MS);
  expect(slow.map(({ path, pattern }) => `${path}: ${pattern}`)).toEqual([]);
});

test.each([/([^/]*)\/*$/, /\0*$/, /^.*:.*@/s, /eyJ[\w-]{8,}\.eyJ/, /[a-z][a-z0-9+.-]*:\/\//])(
  'the texts show that %s is slow',
  (pattern) => {
    expect(slowest({ path: '', pattern })).toBeGreaterThan(LIMIT_MS);
  },
);
