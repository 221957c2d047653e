import type { ServerCertificate } from '@rbee/queen';
import type { PairFiles } from './read-pair.ts';

const READABLE_BY_ALL = 0o004;

/** A certificate that is renewed by a program is renewed earlier than this before its end, milliseconds. */
const SOON_MS = 7 * 24 * 60 * 60 * 1_000;

/** What is doubtful about a pair that can be used, one sentence each. `now` is in milliseconds since the epoch. */
export function warningsOf(
  { validity }: Pick<ServerCertificate, 'validity'>,
  keyMode: number,
  files: PairFiles,
  now: number,
): string[] {
  const { from, to } = validity;
  const at = (ms: number): string => new Date(ms).toISOString();
  return [
    ...(now > to ? [`The certificate of ${files.cert} has expired on ${at(to)}; no client trusts it.`] : []),
    ...(now <= to && to - now < SOON_MS
      ? [`The certificate of ${files.cert} expires on ${at(to)}; renew it.`]
      : []),
    ...(now < from
      ? [`The certificate of ${files.cert} is valid only from ${at(from)}; check the clock of this machine.`]
      : []),
    ...((keyMode & READABLE_BY_ALL) === 0
      ? []
      : [`All users of this machine can read the key ${files.key}; run chmod o-r on it.`]),
  ];
}
