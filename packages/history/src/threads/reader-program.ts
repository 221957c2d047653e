import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { answerQuestion } from '../questions/index.ts';
import { FileReader } from '../store/index.ts';
import type { FromReader, ReaderData, ToReader } from './messages.ts';

/** The thread that answers questions, one after the other, from files that it only reads. */
function serve(): void {
  const port = parentPort;
  if (isMainThread || !port) return;
  const { folder, bounds } = workerData as ReaderData;
  const say = (message: FromReader, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);
  let present = 0;
  const reader = new FileReader(
    folder,
    bounds,
    () => present,
    (unreadable) => say({ type: 'unreadable', unreadable }),
  );
  port.on('message', ({ id, question, now, unwritten }: ToReader) => {
    present = now;
    try {
      reader.add(unwritten);
      const answer = answerQuestion(reader, question, now);
      say({ type: 'answer', id, answer }, answer.kind === 'json' ? [answer.bytes.buffer] : []);
    } catch (error) {
      say({ type: 'failed', id, message: error instanceof Error ? error.message : String(error) });
    }
  });
}

serve();
