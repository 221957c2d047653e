export {
  aFolder,
  anAccess,
  codeOf,
  from,
  OPERATOR,
  PASSWORD,
  secretIn,
  setUpAdmin,
  TestClock,
  unwrap,
} from './an-access.ts';
export { Authenticator, type Forged } from './authenticator.ts';
