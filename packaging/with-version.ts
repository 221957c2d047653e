import type { Manifest } from './manifest.ts';

/** The text of a package.json with another version, also in what it depends on of the packages `names`. */
export function withVersion(text: string, version: string, names: readonly string[]): string {
  const manifest: Manifest = JSON.parse(text);
  const { dependencies } = manifest;
  const changed = Object.entries(dependencies ?? {}).map(([name, its]) => [
    name,
    names.includes(name) ? version : its,
  ]);
  const result = { ...manifest, version, ...(dependencies && { dependencies: Object.fromEntries(changed) }) };
  return `${JSON.stringify(result, undefined, 2)}\n`;
}

/** The text of a Chart.yaml of Helm with another version, also of the program that it installs. */
export const chartWithVersion = (text: string, version: string): string =>
  text.replace(/^(version|appVersion): .*$/gm, `$1: ${version}`);
