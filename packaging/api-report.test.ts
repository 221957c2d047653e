import { expect, test } from 'vitest';
import { apiReport } from './api-report.ts';

const report = (modules: Readonly<Record<string, string>>) =>
  apiReport('./dist/index.d.ts', (path) => modules[path.replace('./dist/', '')] ?? expect.fail(path));

test('what an entry point exports is there, whatever module declares it, in the order of the names', () => {
  const { exported, needed } = report({
    'index.d.ts': "export { b, type Own as A } from './a.js';\nexport * from './c.js';\n",
    'a.d.ts':
      '/** A comment. */\nexport interface Own {\n    /** Of a member. */\n    readonly x: number;\n}\nexport declare const b: 1;\nexport declare const hidden: 2;\n',
    'c.d.ts': 'export declare function c(): void;\nexport declare function c(x: number): void;\n',
  });
  expect(exported).toEqual([
    'interface Own {\n    readonly x: number;\n}',
    'const b: 1;',
    'function c(): void;\nfunction c(x: number): void;',
  ]);
  expect(needed).toEqual([]);
});

test('what these declarations mention is told too, as far as it is of the package', () => {
  const { exported, needed } = report({
    'index.d.ts':
      "import type { Node } from 'react';\nimport { type Far as Near } from './far.js';\ninterface Inner {\n    readonly far: Near;\n}\nexport type Outer = Inner | Node;\n",
    'far.d.ts':
      'export type Far = typeof LIST[number];\nexport declare const LIST: readonly string[];\nexport type Other = 1;\n',
  });
  expect(exported).toEqual(['type Outer = Inner | Node;']);
  expect(needed).toEqual([
    'type Far = typeof LIST[number];',
    'interface Inner {\n    readonly far: Near;\n}',
    'const LIST: readonly string[];',
  ]);
});

test('a type that is imported where it is used is followed', () => {
  const { needed } = report({
    'index.d.ts': 'export declare const a: import("./b.js").B;\n',
    'b.d.ts': 'export interface B {\n}\n',
  });
  expect(needed).toEqual(['interface B {\n}']);
});

test('an export of another package is named, and not looked into', () => {
  const { exported } = report({
    'index.d.ts': "export { type A, b as c } from 'other';\nexport * from '@x/y';\n",
  });
  expect(exported).toEqual([
    "export * from '@x/y';",
    "export { A } from 'other';",
    "export { b as c } from 'other';",
  ]);
});

test('an export below its declaration is one', () => {
  expect(report({ 'index.d.ts': 'declare const a: 1;\nexport { a as b };\n' }).exported).toEqual([
    'const a: 1;',
  ]);
});
