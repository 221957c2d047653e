/** Longer headers are not looked at. */
const MAX_HEADER_CHARS = 8_192;

/**
 * The value of the first of these cookies that a request has; undefined without one. A cookie that comes twice does not count: pages of
 * other ports of the same host can set cookies. Nor does one whose value has not the form.
 */
export function cookieIn(
  header: string | undefined,
  names: readonly string[],
  form: RegExp,
): string | undefined {
  if (header === undefined || header.length > MAX_HEADER_CHARS) return undefined;
  const pairs = header.split(';').map((pair) => pair.trim());
  for (const name of names) {
    const values = pairs.filter((pair) => pair.startsWith(`${name}=`));
    if (values.length === 0) continue;
    const value = values[0]?.slice(name.length + 1) ?? '';
    return values.length === 1 && form.test(value) ? value : undefined;
  }
  return undefined;
}
