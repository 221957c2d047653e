import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { LIMITS } from '@rbee/contract';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Gate } from '../access/index.ts';
import type { Faults } from '../faults.ts';
import type { LinkEnd } from '../metrics/index.ts';
import type { QueenClock } from '../time.ts';
import type { Connection } from './link.ts';
import type { Links } from './links.ts';

interface UpgradeParts {
  readonly links: Links;
  readonly gate: Gate;
  readonly faults: Faults;
}

/** Opens a link for every upgrade request that the server accepts; it ends with the token of its hive ([A3]). */
export function acceptUpgrades(
  server: Server,
  { links, gate, faults }: UpgradeParts,
  clock: QueenClock,
  mayUpgrade: (request: IncomingMessage) => boolean,
): void {
  const webSockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: LIMITS.maxHeartbeatBytes,
    perMessageDeflate: false,
    // Invalid UTF-8 is refused as invalid JSON instead.
    skipUTF8Validation: true,
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Node before 24.9 does not call shouldUpgradeCallback.
    if (!mayUpgrade(request)) socket.destroy();
    else
      webSockets.handleUpgrade(request, socket, head, (webSocket) =>
        serve(webSocket, request, { links, gate, faults }, clock),
      );
  });
}

function serve(
  webSocket: WebSocket,
  request: IncomingMessage,
  { links, gate, faults }: UpgradeParts,
  clock: QueenClock,
): void {
  const { socket } = request;
  const connection: Connection = {
    get bytesRead() {
      return socket.bytesRead;
    },
    get unsent() {
      return webSocket.bufferedAmount;
    },
    send: (text) => webSocket.send(text),
    ping: () => webSocket.ping(),
    pause: () => webSocket.pause(),
    resume: () => webSocket.resume(),
    close: (code) => webSocket.close(code),
    cut: () => webSocket.terminate(),
  };
  const link = links.add(connection, gate.senderOf(request));
  const release = gate.hold(request, 'heartbeat', {
    end: () => faults.contain('link', () => link.end('revoked')),
    seen: (principal) => link.rotate(principal.kind === 'hive' && principal.rotate),
  });
  webSocket.on('message', (data, isBinary) => links.receive(link, data as Buffer, isBinary));
  webSocket.on('ping', () => link.frameArrived(clock.monotonic()));
  webSocket.on('pong', () => link.frameArrived(clock.monotonic()));
  webSocket.on('error', (error: NodeJS.ErrnoException) => link.end(endBy(error)));
  webSocket.on('close', (code) => {
    link.end(code === NO_CLOSE_FRAME ? 'lost' : 'closed');
    release();
    links.closed(connection);
  });
}

/** RFC 6455 section 7.1.5: the connection ended without a close frame. */
const NO_CLOSE_FRAME = 1006;

function endBy({ code }: NodeJS.ErrnoException): LinkEnd {
  if (code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') return 'too_large';
  return code?.startsWith('WS_ERR') ? 'protocol' : 'lost';
}
