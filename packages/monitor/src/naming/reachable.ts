import { type Files, parsed } from '../files/index.ts';
import { addressText, directDevice, parseRoutes } from './kernel-address.ts';
import { localAddresses } from './lasting-names.ts';

/** Where a process can be asked that listens on an address of its network namespace ([E1]). */
export class Reachable {
  readonly #files: Files;
  readonly #procRoot: string;
  readonly #sysRoot: string;

  constructor(files: Files, procRoot: string, sysRoot: string) {
    this.#files = files;
    this.#procRoot = procRoot;
    this.#sysRoot = sysRoot;
  }

  /** True if a process is in the hive's network namespace; null if that is not known. */
  isInOwnNamespace(pid: number): boolean | null {
    const [own, its] = [this.#namespace('self'), this.#namespace(`${pid}`)];
    return own === null || its === null ? null : own === its;
  }

  /**
   * The address at which the hive reaches a listener in its own network namespace; null without one. An address that is
   * not of this machine is none: a process may bind any (IP_FREEBIND), and what is sent there leaves the machine.
   */
  here(listening: string): string | null {
    const address = addressText(listening);
    if (address === '0.0.0.0') return '127.0.0.1';
    if (address === '::') return '::1';
    if (address === '::1' || address.startsWith('127.')) return address;
    return this.#ipv4Of('self').includes(address) ? address : null;
  }

  /**
   * The address at which the hive reaches a listener in another network namespace; null without one. It must be on a
   * bridge of this machine to which no network card is connected, so that nothing that is sent there leaves the machine.
   */
  inside(listening: string, pid: number): string | null {
    const address = addressText(listening);
    const isEvery = address === '0.0.0.0' || address === '::';
    const its = this.#ipv4Of(`${pid}`).filter((it) => isEvery || it === address);
    const own = this.#ipv4Of('self');
    const routes = parsed(this.#files.text(`${this.#procRoot}/self/net/route`), parseRoutes) ?? [];
    const found = its.find((it) => {
      const device = own.includes(it) ? null : directDevice(routes, it);
      return device !== null && this.#isInnerBridge(device);
    });
    return found ?? null;
  }

  #isInnerBridge(device: string): boolean {
    const folder = `${this.#sysRoot}/class/net`;
    const ports = this.#files.names(`${folder}/${device}/brif`);
    return ports.ok && ports.value.every((it) => !this.#files.exists(`${folder}/${it}/device`));
  }

  #namespace(process: string): string | null {
    const link = this.#files.link(`${this.#procRoot}/${process}/ns/net`);
    return link.ok ? link.value : null;
  }

  #ipv4Of(process: string): readonly string[] {
    return parsed(this.#files.text(`${this.#procRoot}/${process}/net/fib_trie`), localAddresses) ?? [];
  }
}
