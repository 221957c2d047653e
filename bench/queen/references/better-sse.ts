/** better-sse (npm): a channel that broadcasts every event to its sessions. */
import { createServer } from 'node:http';
import { eventOf, listen, takePost } from './posted.ts';

const { createChannel, createSession } = await import('better-sse');
const channel = createChannel();

listen(
  createServer({ keepAliveTimeout: 120_000 }, (request, response) => {
    if (request.method !== 'GET')
      takePost(request, response, (it) => channel.broadcast(eventOf(it), 'heartbeat'));
    else void createSession(request, response).then((session) => channel.register(session));
  }),
);
