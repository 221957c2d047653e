/** Cost of argon2id: memory in KiB and passes. */
export interface PasswordCost {
  readonly memory: number;
  readonly passes: number;
}

/** A password as it is kept. */
export interface KeptPassword {
  readonly cost: PasswordCost;
  readonly salt: Buffer;
  readonly hash: Buffer;
}

const PHC = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=1\$([A-Za-z0-9+/]{1,64})\$([A-Za-z0-9+/]{1,128})$/;

const base64 = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '');

/** The text of a kept password (https://github.com/P-H-C/phc-string-format). */
export const phcText = ({ cost, salt, hash }: KeptPassword): string =>
  `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=1$${base64(salt)}$${base64(hash)}`;

/** Reads the text of a kept password; null if it is none. */
export function readPhc(text: string): KeptPassword | null {
  const [, memory, passes, salt, hash] = PHC.exec(text) ?? [];
  if (salt === undefined || hash === undefined) return null;
  return {
    cost: { memory: Number(memory), passes: Number(passes) },
    salt: Buffer.from(salt, 'base64'),
    hash: Buffer.from(hash, 'base64'),
  };
}
