import { closeSync, constants, fstatSync, openSync, readlinkSync } from 'node:fs';
import { type Answer, ask, closing, firstNames, textFrom } from './files.ts';

const { O_RDONLY, O_NONBLOCK, O_NOCTTY, O_NOFOLLOW, O_DIRECTORY } = constants;
/**
 * Opens only the place of a file, not the file: a pipe does not block, and a device does not act (open(2)). Node has no
 * constant for it; this is that of include/uapi/asm-generic/fcntl.h, which x86 and ARM use.
 */
const O_PATH = 0o10_000_000;

/** Links that are followed on the way to a folder; the kernel's MAXSYMLINKS. */
const MAX_LINKS = 40;

/** Name that leads from an open folder to what is in it; openat(2) is not in Node. */
const at = (descriptor: number, name = ''): string => `/proc/self/fd/${descriptor}${name && `/${name}`}`;

/** An open folder whose contents other users choose. */
export interface Folder {
  /** Device and inode: identifies the folder, however it was reached. */
  readonly identity: string;
  /** Names of at most `most` entries, in no order. */
  names(most: number): Answer<readonly string[]>;
  /** A folder in this folder; refused if it is anything else. */
  folder(name: string): Answer<Folder>;
  /** The text of a regular file in this folder; null for anything else and for a file of more than `maxBytes`. */
  text(name: string, maxBytes: number): Answer<string | null>;
  /**
   * A Unix socket in this folder; null for anything else. It is only connected to by its path here, which stays that of
   * the same socket until it is closed.
   */
  socket(name: string): Answer<HeldSocket | null>;
  /** Inode number of an entry, which is not opened; that of a namespace identifies it (namespaces(7)). */
  inode(name: string): Answer<string>;
  close(): void;
}

/** The place of a Unix socket, held open. */
export interface HeldSocket {
  /** The user who made it. */
  readonly ownerId: number;
  /** Leads to this socket, whatever happens to its own path. */
  readonly path: string;
  close(): void;
}

/**
 * A folder whose contents other users choose. A hive may run as root, so nothing in it is opened before its kind is
 * known, only folders and regular files are opened, and no symbolic link is followed.
 */
export class ForeignFolder implements Folder {
  readonly #descriptor: number;

  private constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  /**
   * Opens the folder at an absolute path as a process sees it whose root folder is `root`. Symbolic links on the way are
   * resolved as that process would, so the folder is below `root`.
   */
  static open(root: string, path: string): Answer<ForeignFolder> {
    return ask(() => {
      const walk = new Walk(root);
      try {
        walk.to(path);
        return new ForeignFolder(walk.take());
      } finally {
        walk.close();
      }
    });
  }

  get identity(): string {
    const { dev, ino } = fstatSync(this.#descriptor, { bigint: true });
    return `${dev}:${ino}`;
  }

  names(most: number): Answer<readonly string[]> {
    return ask(() => firstNames(at(this.#descriptor), most));
  }

  folder(name: string): Answer<ForeignFolder> {
    const flags = O_PATH | O_DIRECTORY | O_NOFOLLOW;
    return ask(() => new ForeignFolder(openSync(at(this.#descriptor, name), flags)));
  }

  text(name: string, maxBytes: number): Answer<string | null> {
    return ask(() =>
      closing(openSync(at(this.#descriptor, name), O_PATH | O_NOFOLLOW), (place) => {
        const found = fstatSync(place);
        if (!found.isFile() || found.size > maxBytes) return null;
        return closing(openSync(at(place), O_RDONLY | O_NONBLOCK | O_NOCTTY), (file) =>
          textFrom(file, maxBytes),
        );
      }),
    );
  }

  socket(name: string): Answer<HeldSocket | null> {
    return ask(() => {
      const place = openSync(at(this.#descriptor, name), O_PATH | O_NOFOLLOW);
      const found = fstatSync(place);
      if (found.isSocket()) return { ownerId: found.uid, path: at(place), close: () => closeSync(place) };
      closeSync(place);
      return null;
    });
  }

  inode(name: string): Answer<string> {
    return ask(() =>
      closing(openSync(at(this.#descriptor, name), O_PATH | O_NOFOLLOW), (place) =>
        fstatSync(place, { bigint: true }).ino.toString(),
      ),
    );
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

/** The way from a root folder to a folder below it. */
class Walk {
  /** The open folders from the root to where the walk is. */
  readonly #way: number[] = [];
  #links = 0;

  constructor(root: string) {
    this.#way.push(openSync(root, O_PATH | O_DIRECTORY));
  }

  /** Walks to a path: from the root if it begins with a slash. Throws as `node:fs` does. */
  to(path: string): void {
    if (path.startsWith('/')) this.#backTo(1);
    for (const name of path.split('/')) {
      if (name === '..') this.#backTo(Math.max(1, this.#way.length - 1));
      else if (name !== '' && name !== '.') this.#into(name);
    }
  }

  #into(name: string): void {
    const here = at(this.#way.at(-1) ?? -1, name);
    const place = openSync(here, O_PATH | O_NOFOLLOW);
    const found = fstatSync(place);
    if (found.isDirectory()) {
      this.#way.push(place);
      return;
    }
    closeSync(place);
    this.#links += 1;
    if (!found.isSymbolicLink() || this.#links > MAX_LINKS) throw notThere(here);
    this.to(readlinkSync(here));
  }

  #backTo(length: number): void {
    for (const descriptor of this.#way.splice(length)) closeSync(descriptor);
  }

  /** The folder in which the walk is; the caller closes it. */
  take(): number {
    return this.#way.pop() ?? -1;
  }

  close(): void {
    this.#backTo(0);
  }
}

const notThere = (path: string) => Object.assign(new Error(`${path} is no folder`), { code: 'ENOTDIR' });
