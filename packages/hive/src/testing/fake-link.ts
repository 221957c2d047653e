import type { ChangesFrame, Heartbeat } from '@rbee/contract';
import type { LinkEnd, LinkEvents, OpenLink } from '../link/index.ts';
import type { FakeAccess } from './fake-access.ts';

/** A fake queen's answer to a handshake; `hang` is none. */
export type Handshake = 'open' | 'hang' | LinkEnd;

/** A heartbeat as a frame ([L1]), whole or as changes ([L5]). */
export type LinkFrame = Partial<Heartbeat> &
  Partial<Omit<ChangesFrame, 'type'>> & { readonly type: 'heartbeat' | 'changes' };

/**
 * A queen that opens links and acknowledges everything until `handshake` or `answer` is set, with `access` only with a valid token;
 * in place of a WebSocket.
 */
export class FakeLink {
  /** Addresses of all handshakes. */
  readonly handshakes: string[] = [];
  /** Frames that were received on all links. */
  readonly frames: LinkFrame[] = [];
  /** How the hive ended its links, in order. */
  readonly left: ('closed' | 'terminated')[] = [];
  /** The tokens that the handshakes showed. */
  readonly tokens: (string | undefined)[] = [];
  access: FakeAccess | undefined;
  #events: LinkEvents | undefined;

  /** Gives the result of each handshake. */
  handshake: () => Handshake = () => 'open';

  /** Gives the answer to each frame; an ack of it by default. */
  answer: (frame: LinkFrame) => object | undefined = ({ seq }) => ({ type: 'ack', seq });

  readonly open: OpenLink = (url, events, token) => {
    this.handshakes.push(String(url));
    this.tokens.push(token);
    const wanted = this.handshake();
    queueMicrotask(async () => {
      const result = wanted === 'open' ? await this.#admit(token) : wanted;
      if (result === 'open') {
        this.#events = events;
        events.opened();
      } else if (result !== 'hang') events.ended(result);
    });
    return {
      send: (text) => {
        const frame: LinkFrame = JSON.parse(text);
        this.frames.push(frame);
        queueMicrotask(() => {
          const answer = this.answer(frame);
          if (answer) events.received(JSON.stringify(answer));
        });
      },
      close: () => this.left.push('closed'),
      terminate: () => this.left.push('terminated'),
    };
  };

  async #admit(token: string | undefined): Promise<'open' | LinkEnd> {
    const refusal = this.access?.refusal(token);
    if (!refusal) return 'open';
    return { kind: 'refused', status: refusal.status, retryAfter: null, body: await refusal.text() };
  }

  /** Sends a frame on the open link. */
  send(frame: object): void {
    this.#events?.received(JSON.stringify(frame));
  }

  /** Ends the open link. */
  end(how: LinkEnd): void {
    const events = this.#events;
    this.#events = undefined;
    events?.ended(how);
  }
}
