import { connect, type Socket } from 'node:net';
import { aHeartbeat, aWorker } from '@rbee/contract/builders';
import { expect, onTestFinished, test, vi } from 'vitest';
import { aListeningQueen, type ListeningQueen, RawConnection } from '../testing/index.ts';

const STREAM = 'GET /v1/heartbeats/stream HTTP/1.1\r\nHost: localhost\r\n\r\n';
const BUFFER_BYTES = 64 * 1024;
/** Kernels keep some megabytes for a connection: so many large heartbeats are more than that. */
const ENOUGH_BYTES = 64 * 1024 * 1024;

const workers = Array.from({ length: 64 }, (_, n) => aWorker({ instance: `${n}`, model: 'x'.repeat(500) }));
const HEARTBEAT_BYTES = JSON.stringify(workers).length;

/** Takes heartbeats one after the other, each of which another watcher has to see before the next. */
async function aWatchedFleet(queen: ListeningQueen) {
  const watcher = await queen.watch();
  await watcher.take(2);
  let seq = 0;
  return {
    get seq() {
      return seq;
    },
    /** Posts one; gives the number of the sample that the watcher sees next. */
    beat: async (more: object = {}) => {
      seq += 1;
      await queen.post({ ...aHeartbeat(), boot_id: 'b', seq, ...more });
      return sampleSeen();
    },
    sampleSeen,
  };

  async function sampleSeen(): Promise<unknown> {
    for (;;) {
      const block = await watcher.next();
      if (block?.data['type'] === 'hive_telemetry' || !block) return block?.data['seq'];
    }
  }
}

/** A watcher that takes a byte from the kernel when it is told to, and not one more. */
class ByteReader {
  readonly #socket: Socket;
  #got: () => void = () => {};

  constructor(port: number) {
    const onread = {
      buffer: new Uint8Array(1),
      callback: () => {
        this.#got();
        return false;
      },
    };
    this.#socket = connect({ port, host: '127.0.0.1', onread });
    this.#socket.write(STREAM);
    onTestFinished(() => {
      this.#socket.destroy();
    });
  }

  byte(): Promise<void> {
    return new Promise((resolve) => {
      this.#got = resolve;
      this.#socket.resume();
    });
  }

  get bytes(): number {
    return this.#socket.bytesRead;
  }
}
