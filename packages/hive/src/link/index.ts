export { Link } from './link.ts';
export { type LinkEnd, type NoLink, reasonOf, spreadMs } from './link-end.ts';
export { LinkOrPostSender } from './link-or-post-sender.ts';
export {
  type ConnectFrom,
  type LinkEvents,
  type OpenLink,
  openOverWs,
  openOverWsBy,
} from './link-socket.ts';
