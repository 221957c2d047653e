export type { Channel, ChannelEvents, Door, End, Refusal } from './channel.ts';
export { linkDoor } from './link-door.ts';
export { postDoor } from './post-door.ts';
