/** Bytes of the scripts of the first view as they are sent to a browser, KiB: those that the page names, in brotli. */
export async function scriptKib(url: string): Promise<number> {
  const html = await (await fetch(url)).text();
  const paths = [...html.matchAll(/(?:src|href)="\.(\/[^"]+\.js)"/g)].map(([, path]) => path ?? '');
  let bytes = 0;
  for (const path of paths) {
    const answer = await fetch(url + path, { headers: { 'accept-encoding': 'br' } });
    bytes += Number(answer.headers.get('content-length'));
    await answer.body?.cancel();
  }
  return bytes / 1024;
}
