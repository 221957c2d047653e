import { ACCESS_LIMITS } from '@rbee/contract';

/** The worst of the passwords that are long enough; they are tried first. */
const WORST = new Set([
  '123456789012',
  '1234567890123',
  '12345678901234',
  '123456789012345',
  '1234567890123456',
  '12345678901234567890',
  'abcdefghijkl',
  'administrator',
  'changemechangeme',
  'iloveyouiloveyou',
  'letmeinletmein',
  'password1234',
  'password12345',
  'password123456',
  'passwordpassword',
  'qwerty123456',
  'qwertyqwerty',
  'qwertyuiop12',
  'qwertyuiop123',
  'qwertyuiopasdf',
  'adminadminadmin',
  'welcome12345',
]);

/** Why a password is refused, and what to do; null if it may be used. */
export function passwordFault(password: string, name: string): string | null {
  const { minPasswordChars, maxPasswordChars } = ACCESS_LIMITS;
  const lower = password.toLowerCase();
  if (password.length < minPasswordChars || password.length > maxPasswordChars) {
    return `A password has ${minPasswordChars} to ${maxPasswordChars} characters: choose another one.`;
  }
  if (lower === name.toLowerCase()) return 'The password is the name of the account: choose another one.';
  if (WORST.has(lower) || new Set(lower).size < 3) {
    return 'This password is one of the first that are tried: choose another one.';
  }
  return null;
}
