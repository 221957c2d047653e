/** A TCP port in decimal digits, or the port of a host (`:8080`, `[::1]:8080`, `http://host:8080`); null without one. */
export function portIn(text: string): number | null {
  const digits = /^\d+$/.test(text) ? text : hostPort(text);
  const port = digits === null ? Number.NaN : Number(digits);
  return Number.isInteger(port) && port >= 0 && port <= 65_535 ? port : null;
}

const DEFAULTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

function hostPort(text: string): string | null {
  const [, scheme = '', host = ''] = /^(?:([a-z]+:)\/\/)?([^/]*)/i.exec(text) ?? [];
  return /^(?:\[[^\]]*\]|[^:]*):(\d+)$/.exec(host)?.[1] ?? DEFAULTS[scheme.toLowerCase()] ?? null;
}
