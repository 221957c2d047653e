import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { compiledAddresses, portableDeclarations } from './compile.ts';
import { wholeStylesheet } from './stylesheet.ts';

test('the address of a module leads to what is compiled from it, in a text of the same length', () => {
  const source =
    "start(new URL('./child/main.ts', import.meta.url), new URL('../corpus/', import.meta.url));";
  const compiled = compiledAddresses(source);
  expect(compiled).toBe(source.replace('main.ts', 'main.js'));
  expect(compiled).toHaveLength(source.length);
});

test('a text that only looks like a module stays', () => {
  const text = "const program = 'sample-worker/src/main.ts'; read(new URL('./a.txt', import.meta.url));";
  expect(compiledAddresses(text)).toBe(text);
});

test('declarations name modules by the extension that every compiler takes, and import nothing for its effect', () => {
  const text = `import 'uplot/dist/uPlot.min.css';
import { type A } from './a.ts';
export * from '../b/part.tsx';
export declare const c: import("./c.ts").C;
export { D } from 'd.ts';
`;
  expect(portableDeclarations(text)).toBe(`import { type A } from './a.js';
export * from '../b/part.js';
export declare const c: import("./c.js").C;
export { D } from 'd.ts';
`);
});

test('a stylesheet has the text of those that it imports, in their order', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rbee-styles-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'a.css'), '.a {\n}\n');
  writeFileSync(join(folder, 'b.css'), '.b {\n}\n');
  writeFileSync(join(folder, 'all.css'), '/* All. */\n@import "./a.css";\n@import "./b.css";\n');
  expect(wholeStylesheet(join(folder, 'all.css'))).toBe('/* All. */\n.a {\n}\n.b {\n}\n');
});
