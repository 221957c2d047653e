import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { refusalSentence, StoreWriter } from '../store/index.ts';
import type { FromWriter, ToWriter, WriterData } from './messages.ts';
import { RemoteWriting } from './remote-writing.ts';

/** The thread that owns the files: it writes what it is handed over. */
async function serve(): Promise<void> {
  const port = parentPort;
  if (isMainThread || !port) return;
  const say = (message: FromWriter, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);
  const data = workerData as WriterData;
  const writer = opened(data, say);
  if (writer === null) return;
  const remote = await RemoteWriting.start(data, writer);
  port.on('message', (message: ToWriter) => {
    switch (message.type) {
      case 'second':
        writer.append(message.second);
        remote.append(message.second);
        say({ type: 'taken', info: remote.info(writer.info()) });
        break;
      case 'unwritten': {
        const unwritten = writer.unwrittenFor(message.question);
        say({ type: 'unwritten', id: message.id, unwritten });
        break;
      }
      case 'unreadable':
        writer.noteUnreadable(message.unreadable);
        break;
      case 'close':
        void remote.close().then(() => {
          writer.close();
          port.close();
        });
    }
  });
}

function opened({ now, ...options }: WriterData, say: (message: FromWriter) => void): StoreWriter | null {
  try {
    const writer = new StoreWriter(options);
    writer.start(now);
    say({ type: 'started' });
    return writer;
  } catch (error) {
    say({ type: 'refused', message: refusalSentence(options.folder, error) });
    return null;
  }
}

void serve();
