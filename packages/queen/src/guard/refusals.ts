import type { IncomingMessage } from 'node:http';
import { hostname } from 'node:os';
import type { Settings } from '../config.ts';
import type { Refusal } from '../problem.ts';
import { hostPolicy } from './host-policy.ts';
import { isOwnOrigin } from './origin-policy.ts';

/** What the guards read of a request. */
type Asked = Pick<IncomingMessage, 'headers' | 'httpVersion'>;

/** Why a request is refused for the host that it names; null when it is not. */
export function hostGuard({
  host: own,
  allowHosts,
}: Pick<Settings, 'host' | 'allowHosts'>): (request: Asked) => Refusal | null {
  const answersTo = hostPolicy([own, ...allowHosts], hostname());
  return ({ headers: { host }, httpVersion }) => {
    if (host === undefined && httpVersion === '1.1') {
      return { code: 'bad_request', detail: 'A request of HTTP/1.1 must carry a Host header.' };
    }
    if (answersTo(host)) return null;
    const detail = `This queen does not answer to ${host}; start it with --allow-host to let it.`;
    return { code: 'host_not_allowed', detail };
  };
}

/** Why a request that changes something is refused for the page that it comes from; hives and tools send no `Origin`. */
export function originRefusal({ headers: { origin, host } }: Pick<Asked, 'headers'>): Refusal | null {
  if (origin === undefined || isOwnOrigin(origin, host)) return null;
  const detail = `Pages of ${origin} may read this queen at most; only its own page may change something.`;
  return { code: 'origin_not_allowed', detail };
}
