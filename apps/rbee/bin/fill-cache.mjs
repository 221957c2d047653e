/** Loads what a hive and `rbee run` need, so that it is in the compile cache, and ends. */
import { enableCompileCache } from 'node:module';

enableCompileCache(process.argv[2]);
const rooms = ['doctor', 'hive', 'logging', 'look', 'run'];
await Promise.all(rooms.map((room) => import(`../src/${room}/index.ts`)));
process.argv.splice(2, Number.POSITIVE_INFINITY, '--version');
await import('../src/main.ts');
