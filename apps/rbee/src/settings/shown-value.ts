import type { Setting } from './setting.ts';

const ADDRESS = /[a-z][a-z0-9+.-]*:\/\/[^\s"']*/gi;

/** A value that was refused, as a message may show it: of an address only the scheme and the host. */
export function shownValue(text: string, { readsAddress }: Pick<Setting<unknown>, 'readsAddress'>): string {
  const shown = withoutSecrets(text);
  if (!readsAddress || shown !== text || text.includes('://')) return shown;
  const host = /^[^/?#@\s]*/.exec(text)?.[0] ?? '';
  if (text.includes('@')) return '...'; // the part before it may be credentials of unknown length
  return host === text ? text : `${host}...`;
}

/** A text with every address in it cut to its scheme and host: all else of one can be a secret. */
export const withoutSecrets = (text: string): string => text.replace(ADDRESS, schemeAndHost);

function schemeAndHost(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const whole = url?.host ? `${url.protocol}//${url.host}` : `${text.split('://')[0]}://`;
  return text === whole || text === `${whole}/` ? text : `${whole}...`;
}
