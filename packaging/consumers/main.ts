/**
 * `npm run test:packages`: installs the packages in an empty folder outside of the project and uses them as others do. It
 * takes some minutes and needs the npm registry. `-- WORD` runs only the checks whose name has that word.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installPackages } from './install.ts';
import { nodeChecks } from './node-checks.ts';
import { pageChecks } from './page-checks.ts';
import { programChecks } from './program-checks.ts';
import { typeChecks } from './type-checks.ts';

const word = process.argv[2] ?? '';
const root = mkdtempSync(join(tmpdir(), 'rbee-consumer-'));
try {
  console.log(`The packages are installed in ${root} ...`);
  const consumer = await installPackages(root);
  const checks = [nodeChecks, programChecks, typeChecks, pageChecks].flatMap((of) => of(consumer));
  let failed = 0;
  for (const { name, run } of checks.filter((it) => it.name.includes(word))) {
    const start = performance.now();
    const error = await run().then(
      () => undefined,
      (reason: unknown) => reason,
    );
    const seconds = ((performance.now() - start) / 1_000).toFixed(1);
    console.log(error === undefined ? `ok      ${name} (${seconds} s)` : `FAILED  ${name}\n${error}`);
    if (error !== undefined) failed += 1;
  }
  console.log(failed === 0 ? 'All is well.' : `${failed} failed.`);
  process.exitCode = failed === 0 ? 0 : 1;
} finally {
  rmSync(root, { recursive: true, force: true });
}
