'use strict';
/**
 * The first code of the single executable. Node runs only one file from inside of an executable, and the system loads native
 * libraries only from files, so the program is unpacked once into a folder of its user, and runs from there.
 */
const { randomBytes } = require('node:crypto');
const fs = require('node:fs');
const { runMain } = require('node:module');
const { homedir, tmpdir } = require('node:os');
const { dirname, join, sep } = require('node:path');
const { getAsset } = require('node:sea');
const { zstdDecompressSync } = require('node:zlib');

const folder = unpacked();
// A thread or a child process of the program names its own file; a person names a command.
const given = process.argv[2];
const isOwn = given?.startsWith(folder + sep) === true;
const program = isOwn ? given : join(folder, 'node_modules', 'rbee', 'bin', 'rbee.mjs');
process.argv.splice(1, isOwn ? 2 : 1, program);
runMain(program);

/** The folder of the unpacked program. Ends the process with a sentence if there is no place for it. */
function unpacked() {
  const id = getAsset('id', 'utf8');
  const complaints = [];
  for (const place of placesInOrder()) {
    const whole = join(place, id);
    try {
      secure(place);
      if (!fs.existsSync(whole)) unpackTo(place, whole);
      return whole;
    } catch (error) {
      complaints.push(`${place}: ${error.code ?? error.message}`);
    }
  }
  process.stderr.write(
    `rbee: there is no folder to unpack the program to (${complaints.join('; ')}); ` +
      'set XDG_CACHE_HOME to a folder that only this user can write to.\n',
  );
  process.exit(2);
}

/** Where the program can be: native libraries cannot be loaded from a file system that is mounted with `noexec`. */
function placesInOrder() {
  const { STATE_DIRECTORY, XDG_CACHE_HOME, HOME } = process.env;
  const uid = process.getuid();
  const home = XDG_CACHE_HOME?.startsWith('/') ? XDG_CACHE_HOME : HOME && join(homedir(), '.cache');
  const places = [
    STATE_DIRECTORY && join(STATE_DIRECTORY.split(':')[0], 'program'),
    uid === 0 && !XDG_CACHE_HOME && '/var/cache/rbee',
    home && join(home, 'rbee'),
    join(tmpdir(), `rbee-${uid}`),
  ].filter((it) => typeof it === 'string');
  const mounts = mountsWithoutExec();
  const runs = (place) => !mounts(place);
  return [...places.filter(runs), ...places.filter((place) => !runs(place))];
}

/** A function that tells whether the file system of a path forbids to execute files (proc_pid_mountinfo(5)). */
function mountsWithoutExec() {
  let text = '';
  try {
    text = fs.readFileSync('/proc/self/mountinfo', 'utf8');
  } catch {
    // Without /proc nothing is known, and the first place is as good as another.
  }
  const mounts = text.split('\n').flatMap((line) => {
    const [, , , , point, options] = line.split(' ');
    return options === undefined ? [] : [{ point, noexec: options.split(',').includes('noexec') }];
  });
  return (path) => {
    const on = mounts.filter(({ point }) => point === '/' || path === point || path.startsWith(`${point}/`));
    return on.reduce((a, b) => (b.point.length >= a.point.length ? b : a), { point: '', noexec: false })
      .noexec;
  };
}

/** Makes a folder that only this user can write to, because what is in it is executed. */
function secure(place) {
  fs.mkdirSync(place, { recursive: true, mode: 0o700 });
  const { uid, mode } = fs.lstatSync(place);
  if ((mode & 0o170_000) !== 0o040_000) throw new Error('is no folder');
  if (uid !== process.getuid() || (mode & 0o022) !== 0) throw new Error('others can write to it');
}

/** Unpacks beside the target and renames, so that the target is whole whenever it is there. */
function unpackTo(place, whole) {
  const part = join(place, `.${randomBytes(6).toString('hex')}`);
  try {
    const bytes = zstdDecompressSync(Buffer.from(require('node:sea').getRawAsset('program')));
    const end = bytes.indexOf(10);
    let at = end + 1;
    for (const { path, size, runs } of JSON.parse(bytes.toString('utf8', 0, end))) {
      const target = join(part, path);
      fs.mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
      fs.writeFileSync(target, bytes.subarray(at, at + size), { mode: runs ? 0o700 : 0o600 });
      at += size;
    }
    fs.renameSync(part, whole);
  } catch (error) {
    fs.rmSync(part, { recursive: true, force: true });
    // Another process was faster.
    if (!fs.existsSync(whole)) throw error;
  }
}
