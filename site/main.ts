/** `npm run site [-- --serve [PORT]]`: builds the site of the documents into `site/dist`, and shows it. */
import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import { DIST } from './files.ts';
import { serve } from './serve.ts';
import { writeSite } from './write-site.ts';

const DEFAULT_PORT = 7834;

const { values, positionals } = parseArgs({
  options: { serve: { type: 'boolean', default: false } },
  allowPositionals: true,
});
console.log(`${await writeSite(DIST)} pages are in ${relative(process.cwd(), DIST)}.`);
// Not at the root, so that an address that only works there is noticed.
if (values.serve) {
  const { address } = await serve(DIST, Number(positionals[0] ?? DEFAULT_PORT), '/docs/');
  console.log(`Open ${address}`);
}
