/** Writes the boards as JSON beside this file, ready for import in Grafana. */
import { writeFileSync } from 'node:fs';
import { boardJson } from './board.ts';
import { BOARDS } from './boards.ts';

for (const [name, board] of Object.entries(BOARDS))
  writeFileSync(new URL(`${name}.json`, import.meta.url), `${JSON.stringify(boardJson(board), null, 2)}\n`);
