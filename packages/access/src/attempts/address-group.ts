import { isIP } from 'node:net';

const MAX_CHARS = 64;

/**
 * Whoever has one address of a network of IPv6 has as many of its /64 as they like, so these count as one ([A8]). An IPv4 address within
 * IPv6 is that IPv4 address; what is no address stays as it is, cut.
 */
export function addressGroup(address: string): string {
  const plain = address.split('%', 1)[0] ?? '';
  if (isIP(plain) !== 6) return address.slice(0, MAX_CHARS);
  const words = wordsOf(plain);
  if (words.slice(0, 5).every((it) => it === 0) && words[5] === 0xffff) {
    return words
      .slice(6)
      .flatMap((it) => [it >> 8, it & 0xff])
      .join('.');
  }
  return `${words
    .slice(0, 4)
    .map((it) => it.toString(16))
    .join(':')}::/64`;
}

/** The eight words of an IPv6 address. */
function wordsOf(address: string): number[] {
  const [before = '', after] = address.split('::');
  const head = wordsIn(before);
  if (after === undefined) return head;
  const tail = wordsIn(after);
  return [...head, ...Array<number>(8 - head.length - tail.length).fill(0), ...tail];
}

const wordsIn = (part: string): number[] =>
  part === ''
    ? []
    : part.split(':').flatMap((it) => (it.includes('.') ? wordsOfIpv4(it) : [Number.parseInt(it, 16)]));

function wordsOfIpv4(text: string): number[] {
  const [a = 0, b = 0, c = 0, d = 0] = text.split('.').map(Number);
  return [a * 256 + b, c * 256 + d];
}
