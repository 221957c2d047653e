export { createLinkSender, type LinkSender } from './link-sender.ts';
export type { LinkEnd, LinkEvents, LinkSocket, OpenLink } from './link-socket.ts';
export { openOverWs } from './open-over-ws.ts';
export { withLink } from './with-link.ts';
