import type { ChangesFrame, Heartbeat } from '@rbee/contract';
import type { LinkEnd, LinkEvents, OpenLink } from '../link/index.ts';

/** How a fake queen answers a handshake; `hang` never does. */
export type Handshake = 'open' | 'hang' | LinkEnd;

/** A heartbeat as a frame ([L1]), whole or as changes ([L5]). */
export type LinkFrame = Partial<Heartbeat> &
  Partial<Omit<ChangesFrame, 'type'>> & { readonly type: 'heartbeat' | 'changes' };

/** A queen at the other end of a link, in place of a WebSocket. */
export interface FakeLink {
  readonly open: OpenLink;
  /** Addresses that handshakes asked for. */
  readonly handshakes: string[];
  /** What was said, on whichever link. */
  readonly frames: LinkFrame[];
  /** How the next handshakes end. */
  handshake: () => Handshake;
  /** What is said in answer to a frame; an ack of it unless set. */
  answer: (frame: LinkFrame) => object | undefined;
  /** Says something on the open link. */
  say(frame: object): void;
  /** Ends the open link. */
  end(how: LinkEnd): void;
  /** How the hive let go of its links, in order. */
  readonly left: ('closed' | 'cut')[];
}

/** A queen that takes links and acknowledges everything, until it is told otherwise. */
export function createFakeLink(): FakeLink {
  let current: LinkEvents | undefined;
  const link: FakeLink = {
    handshakes: [],
    frames: [],
    left: [],
    handshake: () => 'open',
    answer: ack,
    say: (frame) => current?.heard(JSON.stringify(frame)),
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
        say: (text) => {
          const frame: LinkFrame = JSON.parse(text);
          link.frames.push(frame);
          queueMicrotask(() => {
            const answer = link.answer(frame);
            if (answer) events.heard(JSON.stringify(answer));
          });
        },
        close: () => link.left.push('closed'),
        cut: () => link.left.push('cut'),
      };
    },
  };
  return link;
}

const ack = ({ seq }: LinkFrame): object => ({ type: 'ack', seq });
