import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

const MODULE = new URL('open-files.ts', import.meta.url).href;

test.each([64, 300])('the limit of open files is that of the process: %d', (limit) => {
  const program = `import('${MODULE}').then(({ openFilesLimit }) => console.log(openFilesLimit()))`;
  const script = `ulimit -n ${limit} && exec "$0" -e "$1"`;
  const output = execFileSync('sh', ['-c', script, process.execPath, program], { encoding: 'utf8' });
  expect(Number(output)).toBe(limit);
});
