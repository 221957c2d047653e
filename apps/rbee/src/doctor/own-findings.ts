import type { Finding } from '@rbee/monitor';
import type { ConfigFile } from '../config/index.ts';

/** Major version of Node that the project is made for. */
const NODE_MAJOR = 24;

/** Which Node runs this. */
export function nodeFinding(version: string): Finding {
  const major = Number(/^v(\d+)/.exec(version)?.[1] ?? 0);
  const about = { id: 'node', label: 'Node.js' };
  return major >= NODE_MAJOR
    ? { ...about, state: 'ok', detail: `${version} runs this.` }
    : { ...about, state: 'partly', detail: `${version} runs this; it is made for ${NODE_MAJOR} or newer.` };
}

/** Which config file counts, and whether it can be used. */
export function configFinding(config: ConfigFile): Finding {
  const about = { id: 'config', label: 'Config file' };
  switch (config.kind) {
    case 'none':
      return {
        ...about,
        state: 'ok',
        detail:
          'None: flags, environment and defaults count. It would be rbee.config.json here or in /etc/rbee, or what --config names.',
      };
    case 'file': {
      const { path, texts } = config.values;
      const count = texts.size === 1 ? '1 setting' : `${texts.size} settings`;
      return { ...about, state: 'ok', detail: `${path} is valid and holds ${count}.` };
    }
    case 'wrong':
      return {
        ...about,
        state: 'no',
        detail: `Other commands refuse it, and defaults were used here: ${config.sentence}.`,
      };
  }
}
