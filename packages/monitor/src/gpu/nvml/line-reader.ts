/**
 * Splits the output of another process into lines. A line of more than `maxBytes` is left out, and never kept whole.
 * Returns the function that takes the next bytes.
 */
export function lineReader(maxBytes: number, onLine: (line: string) => void): (bytes: Buffer) => void {
  let parts: Buffer[] = [];
  let length = 0;
  const add = (part: Buffer): void => {
    length += part.length;
    if (length > maxBytes) parts = [];
    else parts.push(part);
  };
  const end = (): void => {
    if (length <= maxBytes) onLine(Buffer.concat(parts).toString());
    parts = [];
    length = 0;
  };
  return (bytes) => {
    let rest = bytes;
    for (let at = rest.indexOf(0x0a); at >= 0; at = rest.indexOf(0x0a)) {
      add(rest.subarray(0, at));
      end();
      rest = rest.subarray(at + 1);
    }
    if (rest.length > 0) add(rest);
  };
}
