import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Names } from './place.ts';

/**
 * Holds a worker's name for as long as this process lives; false where another `rbee run` holds it. The name is an
 * abstract socket (unix(7)): the kernel gives it to one process only, and takes it back however that ends.
 */
export async function claim({ group, instance }: Names): Promise<boolean> {
  const digest = createHash('sha256').update(`${group}/${instance}`).digest('hex');
  const server = createServer((socket) => socket.destroy()).unref();
  server.listen(`\0rbee-run-${digest}`);
  try {
    await once(server, 'listening');
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return false;
    throw error;
  }
}
