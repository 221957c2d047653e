import type { ChangesFrame, Heartbeat } from '@rbee/contract';
import type { LinkEnd, LinkEvents, OpenLink } from '../link/index.ts';

/** A fake queen's answer to a handshake; `hang` is none. */
export type Handshake = 'open' | 'hang' | LinkEnd;

/** A heartbeat as a frame ([L1]), whole or as changes ([L5]). */
export type LinkFrame = Partial<Heartbeat> &
  Partial<Omit<ChangesFrame, 'type'>> & { readonly type: 'heartbeat' | 'changes' };

/** A queen at the other end of a link, in place of a WebSocket. */
export interface FakeLink {
  readonly open: OpenLink;
  /** Addresses of all handshakes. */
  readonly handshakes: string[];
  /** Frames that were received on all links. */
  readonly frames: LinkFrame[];
  /** Gives the result of each handshake. */
  handshake: () => Handshake;
  /** Gives the answer to each frame; an ack of it by default. */
  answer: (frame: LinkFrame) => object | undefined;
  /** Sends a frame on the open link. */
  send(frame: object): void;
  /** Ends the open link. */
  end(how: LinkEnd): void;
  /** How the hive ended its links, in order. */
  readonly left: ('closed' | 'terminated')[];
}

/** A queen that opens links and acknowledges everything until `handshake` or `answer` is set. */
export function createFakeLink(): FakeLink {
  let current: LinkEvents | undefined;
  const link: FakeLink = {
    handshakes: [],
    frames: [],
    left: [],
    handshake: () => 'open',
    answer: ack,
    send: (frame) => current?.received(JSON.stringify(frame)),
    end: (how) => {
      const events = current;
      current = undefined;
      events?.ended(how);
    },
    open: (url, events) => {
      link.handshakes.push(String(url));
      const shake = link.handshake();
      queueMicrotask(() => {
        if (shake === 'open') {
          current = events;
          events.opened();
        } else if (shake !== 'hang') events.ended(shake);
      });
      return {
        send: (text) => {
          const frame: LinkFrame = JSON.parse(text);
          link.frames.push(frame);
          queueMicrotask(() => {
            const answer = link.answer(frame);
            if (answer) events.received(JSON.stringify(answer));
          });
        },
        close: () => link.left.push('closed'),
        terminate: () => link.left.push('terminated'),
      };
    },
  };
  return link;
}

const ack = ({ seq }: LinkFrame): object => ({ type: 'ack', seq });
