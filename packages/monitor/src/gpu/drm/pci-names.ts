import type { Files } from '../../files/index.ts';

/** Where distributions put the PCI ID database (pci.ids(5)). */
const DATABASES = ['/usr/share/misc/pci.ids', '/usr/share/hwdata/pci.ids'];

const MAX_NAME_CHARS = 96;

/** Names of PCI devices from the PCI ID database of the machine, which is read once, when a name is first needed. */
export class PciNames {
  readonly #files: Files;
  readonly #paths: readonly string[];
  readonly #names = new Map<string, string | null>();

  constructor(files: Files, paths: readonly string[] = DATABASES) {
    this.#files = files;
    this.#paths = paths;
  }

  /**
   * Product name with the maker's, such as `AMD Radeon RX 7900 XTX`; the maker and the device's number if the database
   * does not have it.
   */
  nameOf(maker: string, vendorId: number, deviceId: number | null): string {
    if (deviceId === null) return `${maker} GPU`;
    return `${maker} ${this.#product(vendorId, deviceId) ?? `GPU 0x${hex(deviceId)}`}`;
  }

  #product(vendorId: number, deviceId: number): string | null {
    const key = `${vendorId}:${deviceId}`;
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const name = this.#search(vendorId, deviceId);
    this.#names.set(key, name);
    return name;
  }

  #search(vendorId: number, deviceId: number): string | null {
    for (const path of this.#paths) {
      const text = this.#files.text(path);
      if (text.ok) return nameIn(text.value, vendorId, deviceId);
    }
    return null;
  }
}

/**
 * A vendor is a line `1002  Name`, its devices are the lines `<tab>744c  Name` that follow. The product is in brackets:
 * `Navi 31 [Radeon RX 7900 XTX]`.
 */
function nameIn(database: string, vendorId: number, deviceId: number): string | null {
  const vendor = database.indexOf(`\n${hex(vendorId)}  `);
  if (vendor < 0) return null;
  const next = /\n[0-9a-fC]/g;
  next.lastIndex = vendor + 1;
  const end = next.exec(database)?.index ?? database.length;
  const device = database.indexOf(`\n\t${hex(deviceId)}  `, vendor);
  if (device < 0 || device > end) return null;
  const line = database.slice(device + 8, database.indexOf('\n', device + 1)).trim();
  const product = /\[([^\]]+)\]$/.exec(line)?.[1] ?? line;
  return product === '' ? null : product.slice(0, MAX_NAME_CHARS);
}

const hex = (id: number): string => id.toString(16).padStart(4, '0');
