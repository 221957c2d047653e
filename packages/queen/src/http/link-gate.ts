import type { IncomingMessage } from 'node:http';
import { ROUTES } from '@rbee/contract';
import { hostGuard } from '../guard/index.ts';
import { upgradeRefusal } from '../link/index.ts';
import type { QueenParts } from './queen-parts.ts';

/** Which requests become a link: those that nothing speaks against. Whatever does is said where every request is answered. */
export function linkGate({ settings, links, isStopping }: QueenParts): (request: IncomingMessage) => boolean {
  const hostRefusal = hostGuard(settings);
  return (request) =>
    request.url?.split('?')[0] === ROUTES.link &&
    !isStopping() &&
    hostRefusal(request) === null &&
    upgradeRefusal(request, links.count >= settings.maxLinks) === null;
}
