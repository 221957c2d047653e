import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const main = new URL('main.ts', import.meta.url).href;
const OF_A_HIVE = ['log.ts', 'run-hive.ts', 'sampler.ts'].map((it) => new URL(it, import.meta.url).href);

/** Prints what the program and the parts that a hive adds load. */
const PROGRAM = `
  import { registerHooks } from 'node:module';
  const urls = new Set();
  registerHooks({
    resolve: (specifier, context, next) => {
      const found = next(specifier, context);
      urls.add(found.url);
      return found;
    },
  });
  process.on('exit', () => console.log([...urls].join('\\n')));
  for (const it of ${JSON.stringify(OF_A_HIVE)}) await import(it);
  process.argv.push('--version');
  await import(${JSON.stringify(main)});
`;

test('a hive loads neither the schema library nor the history, which take 30 and 17 MiB', async () => {
  const args = ['--input-type=module', '--eval', PROGRAM, 'rbee'];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const urls = stdout.split('\n');
  expect(urls.some((it) => it.endsWith('/monitor/src/create-monitor.ts'))).toBe(true);
  expect(urls.filter((it) => /node_modules\/typebox\/|packages\/history\/src\/index/.test(it))).toEqual([]);
}, 30_000);
