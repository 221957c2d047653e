export {
  type Answer,
  ask,
  createFiles,
  type Files,
  parsed,
  type Refusal,
  readSmallFile,
  reasonOf,
} from './files.ts';
export { firstDecimal, natural } from './numbers.ts';
export { roomForOpenFiles } from './open-files.ts';
