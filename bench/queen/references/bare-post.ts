/** node:http: reads and parses the body, and answers 204. */
import { createServer } from 'node:http';
import { listen, takePost } from './posted.ts';

listen(
  createServer({ keepAliveTimeout: 120_000 }, (request, response) => takePost(request, response, () => {})),
);
