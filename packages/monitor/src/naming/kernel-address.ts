/** The bytes of an address in `/proc/net/tcp`: 32-bit words in the machine's byte order, which is little-endian here. */
const bytesOf = (hex: string): readonly number[] =>
  (hex.match(/.{8}/g) ?? []).flatMap((word) =>
    (word.match(/../g) ?? []).map((it) => Number.parseInt(it, 16)).toReversed(),
  );

/** IPv6 addresses that stand for an IPv4 address begin so (RFC 4291, section 2.5.5.2). */
const MAPPED = [...Array<number>(10).fill(0), 255, 255];

/** An address of `/proc/net/tcp` or `tcp6` in the usual form; one that is mapped from IPv4 as IPv4. */
export function addressText(hex: string): string {
  const bytes = bytesOf(hex);
  if (bytes.length === 4) return bytes.join('.');
  if (MAPPED.every((it, at) => it === bytes[at])) return bytes.slice(12).join('.');
  const groups = Array.from({ length: 8 }, (_, at) =>
    ((bytes[2 * at] ?? 0) * 256 + (bytes[2 * at + 1] ?? 0)).toString(16),
  );
  const text = groups.join(':');
  return text === '0:0:0:0:0:0:0:0' ? '::' : text === '0:0:0:0:0:0:0:1' ? '::1' : text;
}

/** An IPv4 address as a number; NaN if it is none. */
export function ipv4Number(address: string): number {
  const parts = address.split('.').map(Number);
  const isValid = parts.length === 4 && parts.every((it) => Number.isInteger(it) && it >= 0 && it < 256);
  return isValid ? parts.reduce((sum, it) => sum * 256 + it, 0) : Number.NaN;
}

/** A route of `/proc/net/route`. */
interface Route {
  readonly device: string;
  readonly network: number;
  readonly mask: number;
  readonly hasGateway: boolean;
}

/** `Iface Destination Gateway Flags RefCnt Use Metric Mask ...`, addresses as in `/proc/net/tcp`. */
const ROUTE = /^(\S{1,15})\s+([0-9A-F]{8})\s+([0-9A-F]{8})\s+[0-9A-F]+\s+\d+\s+\d+\s+\d+\s+([0-9A-F]{8})\s/gm;

/** The IPv4 routes of a network namespace (proc_pid_net(5)). */
export const parseRoutes = (text: string): readonly Route[] =>
  [...text.matchAll(ROUTE)].map(([, device = '', network = '', gateway = '', mask = '']) => ({
    device,
    network: ipv4Number(addressText(network)),
    mask: ipv4Number(addressText(mask)),
    hasGateway: gateway !== '00000000',
  }));

/** The device over which an address is reached without a gateway; null if there is none. */
export function directDevice(routes: readonly Route[], address: string): string | null {
  const wanted = ipv4Number(address);
  const [best] = routes
    .filter(({ network, mask }) => (wanted & mask) >>> 0 === network)
    .toSorted((a, b) => b.mask - a.mask);
  return best && !best.hasGateway ? best.device : null;
}

/** Connections that are made or being made. */
const CONNECTED = /^ *\d+: ([0-9A-F]{8,32}):([0-9A-F]{4}) ([0-9A-F]{8,32}):([0-9A-F]{4}) 0[13] /gm;

/** True if the text of `/proc/<pid>/net/tcp` or `tcp6` has a connection to a local port from this remote end. */
export function hasConnection(
  text: string,
  localPort: number,
  remote: { readonly address: string; readonly port: number },
): boolean {
  for (const [, , local = '', address = '', port = ''] of text.matchAll(CONNECTED)) {
    const isIt =
      Number.parseInt(local, 16) === localPort &&
      Number.parseInt(port, 16) === remote.port &&
      addressText(address) === remote.address;
    if (isIt) return true;
  }
  return false;
}
