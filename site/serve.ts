import { preview } from 'vite';

/** A site that is served. */
export interface Served {
  readonly address: string;
  readonly close: () => Promise<void>;
}

/** Serves a built site on this machine, below a path such as `/docs/`, as it may be elsewhere. */
export async function serve(folder: string, port: number, base: string): Promise<Served> {
  const server = await preview({
    configFile: false,
    logLevel: 'warn',
    base,
    build: { outDir: folder },
    preview: { port, host: '127.0.0.1' },
    appType: 'mpa',
  });
  const address = server.resolvedUrls?.local[0] ?? `http://127.0.0.1:${port}${base}`;
  return { address, close: () => server.close() };
}
