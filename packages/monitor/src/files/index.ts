export {
  type Answer,
  ask,
  createFiles,
  type Files,
  parsed,
  type Refusal,
  reasonOf,
} from './files.ts';
export type { Folder, HeldSocket } from './foreign-folder.ts';
export { firstDecimal, kibibytesIn, natural } from './numbers.ts';
export { createSampleFiles } from './open-files.ts';
export { nameFromBytes, readableName, systemPath } from './path-bytes.ts';
