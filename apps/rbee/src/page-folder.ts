import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Where the built page is: beside what was compiled if the program was installed, else in another workspace. */
const PLACES = ['../page/', '../../dashboard/dist/'].map((it) => fileURLToPath(new URL(it, import.meta.url)));

/** The folder of the built page; it does not exist if the page was not built. */
export const findPage = (): string => PLACES.find((it) => existsSync(it)) ?? PLACES.at(-1) ?? '';
