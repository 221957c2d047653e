/** The manifest of an Ollama model; `digest` is that of its blob, 64 hexadecimal digits. */
export const ollamaManifest = (digest: string): string =>
  JSON.stringify({
    layers: [{ mediaType: 'application/vnd.ollama.image.model', digest: `sha256:${digest}` }],
  });
