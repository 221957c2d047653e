import type { Finding } from '@rbee/monitor';
import type { ConfigFile } from '../config-file.ts';

/** Major version of Node that the project is made for. */
const NODE_MAJOR = 24;

/** Which Node runs this. */
export function nodeFinding(version: string): Finding {
  const major = Number(/^v(\d+)/.exec(version)?.[1] ?? 0);
  const about = { id: 'node', label: 'Node.js' };
  return major >= NODE_MAJOR
    ? { ...about, state: 'ok', detail: `${version}.` }
    : { ...about, state: 'partly', detail: `${version}; ${NODE_MAJOR} or newer is recommended.` };
}

/** The config file in use, and whether it is valid. */
export function configFinding(config: ConfigFile): Finding {
  const about = { id: 'config', label: 'Config file' };
  switch (config.kind) {
    case 'none':
      return {
        ...about,
        state: 'ok',
        detail:
          'None found: flags, environment variables and defaults apply. Looked for ./rbee.config.json and /etc/rbee/rbee.config.json; --config names another.',
      };
    case 'file': {
      const { path, texts } = config.values;
      const count = texts.size === 1 ? '1 setting' : `${texts.size} settings`;
      return { ...about, state: 'ok', detail: `${path} is valid, with ${count}.` };
    }
    case 'wrong':
      return {
        ...about,
        state: 'no',
        detail: `Invalid; other commands will not start with it, and this check used the defaults: ${config.sentence}.`,
      };
  }
}
