import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type Manifest, publishedManifest } from './manifest.ts';
import { FOLDERS, manifestOf, ROOT } from './packages.ts';

/** What `npm pack` says of a tarball. */
interface PackReport {
  readonly name: string;
  readonly filename: string;
  /** Bytes of the tarball. */
  readonly size: number;
  readonly files: readonly { readonly path: string; readonly size: number }[];
}

/** A package as npm publishes it. */
export interface Packed extends Pick<PackReport, 'size' | 'files'> {
  readonly manifest: Manifest;
  /** Path of the tarball. */
  readonly tarball: string;
}

/** The page that the queen serves: it is built in one workspace and published within another. */
const PAGE = { name: 'page', folder: 'apps/dashboard/dist' };

/** Files of a build that nobody needs who installs it. */
const LEFT_OUT = /\.tsbuildinfo$/;

/** Packs what `compilePackages` has made, each with its published package.json. The tarballs are put into `target`. */
export function packPackages(target: string): Packed[] {
  const staging = mkdtempSync(join(tmpdir(), 'rbee-packages-'));
  try {
    const staged = FOLDERS.map((folder) => stage(folder, join(staging, basename(folder))));
    const folders = staged.map((it) => it.folder);
    mkdirSync(target, { recursive: true });
    const reports = npmPack(folders, target);
    return staged.map(({ manifest }) => packed(manifest, reports, target));
  } finally {
    rmSync(staging, { recursive: true });
  }
}

function packed(manifest: Manifest, reports: readonly PackReport[], target: string): Packed {
  const report = reports.find((it) => it.name === manifest.name);
  if (!report) throw new Error(`npm did not pack ${manifest.name}`);
  const { filename, size, files } = report;
  return { manifest, tarball: join(target, filename), size, files };
}

function stage(from: string, folder: string): { folder: string; manifest: Manifest } {
  const manifest = publishedManifest(manifestOf(from));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
  cpSync(join(ROOT, 'LICENSE'), join(folder, 'LICENSE'));
  for (const name of ['README.md', ...(manifest.files ?? [])]) {
    const source = name === PAGE.name ? PAGE.folder : join(from, name);
    cpSync(join(ROOT, source), join(folder, name), {
      recursive: true,
      filter: (path) => !LEFT_OUT.test(path),
    });
  }
  return { folder, manifest };
}

/** Runs npm outside of the workspace, which it would otherwise take for the place of the packages. */
function npmPack(folders: readonly string[], target: string): PackReport[] {
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', target, ...folders];
  return JSON.parse(execFileSync('npm', args, { cwd: target, encoding: 'utf8' }));
}
