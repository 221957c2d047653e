import { globSync, readFileSync } from 'node:fs';
import { parseAst } from 'vite';
import { expect, test } from 'vitest';
import { ROOT } from './tree.ts';

/** Attributes that a reader sees or hears. */
const READ = new Set([
  'aria-label',
  'aria-description',
  'title',
  'alt',
  'placeholder',
  'label',
  'caption',
  'column',
]);

/** What stands in them is for programs, and the same in every language. */
const CODE = new Set(['code', 'kbd', 'pre']);

/** The parts of the seed's page keep its texts: those who embed them have them in their tests. */
const SEED = new Set(
  [
    'cell',
    'connection-status',
    'gpu-row',
    'gpu-table',
    'heartbeat-monitor',
    'hive-card',
    'worker-engine',
    'worker-models',
    'worker-row',
    'worker-table',
  ].map((name) => `packages/react/src/${name}.tsx`),
);

/** Words that are the same in every language: names of the project and units. */
const NAMES = /^(?:rbee|GPU|VRAM|CPU|MIG|JSON|KV)$/;

/** The key of a text. */
const KEY = /^[a-z]+(?:\.\w+)+$/;

type Node = { readonly type: string } & Readonly<Record<string, unknown>>;

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';

const partsOf = (node: Node): readonly Node[] =>
  Object.values(node).flatMap((value) => (Array.isArray(value) ? value : [value]).filter(isNode));

/** The words of a text that a reader would read. */
const wordsIn = (text: unknown): readonly string[] =>
  typeof text !== 'string' || KEY.test(text)
    ? []
    : (text.match(/\p{L}{2,}/gu) ?? []).filter((word) => !NAMES.test(word));

const nameOf = (node: unknown): string =>
  isNode(node) && typeof node['name'] === 'string' ? node['name'] : '';

/** The literal texts that an expression can give, and not those that are passed to functions. */
function literalsOf(node: Node): readonly string[] {
  switch (node.type) {
    case 'Literal':
      return wordsIn(node['value']);
    case 'TemplateLiteral':
    case 'ConditionalExpression':
    case 'LogicalExpression':
    case 'JSXExpressionContainer':
      return partsOf(node)
        .filter((part) => part !== node['test'])
        .flatMap(literalsOf);
    case 'BinaryExpression':
      return node['operator'] === '+' ? partsOf(node).flatMap(literalsOf) : [];
    case 'TemplateElement': {
      const { value } = node;
      return wordsIn(
        typeof value === 'object' && value !== null && 'cooked' in value ? value.cooked : undefined,
      );
    }
    default:
      return [];
  }
}

/** The literal texts of JSX: what is between tags, and attributes that are read. */
function textsOf(node: Node): readonly string[] {
  if (node.type === 'JSXElement') {
    const opening = node['openingElement'];
    if (isNode(opening) && CODE.has(nameOf(opening['name']))) return [];
  }
  if (node.type === 'JSXText') return wordsIn(node['value']);
  if (node.type === 'JSXAttribute') {
    const { value } = node;
    if (!isNode(value)) return [];
    return READ.has(nameOf(node['name'])) ? literalsOf(value) : textsOf(value);
  }
  const inChildren = node.type === 'JSXElement' || node.type === 'JSXFragment';
  return partsOf(node).flatMap((part) => [
    ...(inChildren && part.type === 'JSXExpressionContainer' ? literalsOf(part) : []),
    ...textsOf(part),
  ]);
}

const files = globSync('{apps/dashboard,packages/react}/src/**/*.tsx', { cwd: ROOT })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => !/(?:\.test|testing)\.tsx$/.test(file) && !SEED.has(file));

const textsIn = (code: string): readonly string[] =>
  textsOf(parseAst(code, { lang: 'tsx' }) as unknown as Node);

test('literal texts of JSX are found, and names of classes and keys are not', () => {
  const code = '<p className="a b" title="one">two {b ? "three" : "four" + c} {text("not this")}</p>';
  expect(textsIn(code)).toEqual(['one', 'two', 'three', 'four']);
  expect(textsIn('<p>{`five $' + '{n}`}</p>')).toEqual(['five']);
  expect(
    textsIn('<p label="strip.power"><code>npm start</code> {x === "word" && <b>{y}</b>} rbee 12 %</p>'),
  ).toEqual([]);
});

test('every text that a reader sees or hears is in the locale, so that it exists in every language', () => {
  expect(files.length).toBeGreaterThan(50);
  const found = files.map((file) => [file, textsIn(readFileSync(`${ROOT}${file}`, 'utf8'))] as const);
  expect(found.filter(([, texts]) => texts.length > 0)).toEqual([]);
});
