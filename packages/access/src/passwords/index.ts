export { argon2Of } from './argon2.ts';
export { BUSY, PASSWORD_COST, PasswordHasher } from './hasher.ts';
export type { PasswordCost } from './phc.ts';
export { passwordFault } from './policy.ts';
