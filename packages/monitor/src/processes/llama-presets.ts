/** Options that stand for a model in a repository and a port, of the file that is named, if one is. */
const preset = (port: number, repository: string, file?: string): readonly string[] => [
  `--hf-repo=${repository}`,
  ...(file === undefined ? [] : [`--hf-file=${file}`]),
  `--port=${port}`,
];

const coder = (size: string) =>
  preset(8012, `ggml-org/Qwen2.5-Coder-${size}-Q8_0-GGUF`, `qwen2.5-coder-${size.toLowerCase()}-q8_0.gguf`);

/**
 * The presets of llama.cpp's server (`common/arg.cpp`): options without a value that stand for others. An option that
 * follows one of them goes before what it says.
 */
export const LLAMA_PRESETS: Readonly<Record<string, readonly string[]>> = {
  '--embd-gemma-default': preset(
    8011,
    'ggml-org/embeddinggemma-300M-qat-q4_0-GGUF',
    'embeddinggemma-300M-qat-Q4_0.gguf',
  ),
  '--fim-qwen-1.5b-default': coder('1.5B'),
  '--fim-qwen-3b-default': coder('3B'),
  '--fim-qwen-7b-default': coder('7B'),
  '--fim-qwen-7b-spec': coder('7B'),
  '--fim-qwen-14b-spec': coder('14B'),
  '--fim-qwen-30b-default': preset(
    8012,
    'ggml-org/Qwen3-Coder-30B-A3B-Instruct-Q8_0-GGUF',
    'qwen3-coder-30b-a3b-instruct-q8_0.gguf',
  ),
  '--gpt-oss-20b-default': preset(8013, 'ggml-org/gpt-oss-20b-GGUF', 'gpt-oss-20b-mxfp4.gguf'),
  '--gpt-oss-120b-default': preset(8013, 'ggml-org/gpt-oss-120b-GGUF'),
  '--vision-gemma-4b-default': preset(8014, 'ggml-org/gemma-3-4b-it-qat-GGUF'),
  '--vision-gemma-12b-default': preset(8014, 'ggml-org/gemma-3-12b-it-qat-GGUF'),
};
