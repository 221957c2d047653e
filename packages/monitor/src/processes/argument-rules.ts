import type { PositionalModel } from './engine.ts';

/** The words of a text. */
export const words = (names: string): ReadonlySet<string> => new Set(names.trim().split(/\s+/));

/** Common options of `vllm serve`. After an option that is not listed, the next argument is not taken for the model. */
export const VLLM_ARGUMENTS: PositionalModel = {
  oneValue: words(`
    --host --port --uds --uvicorn-log-level --root-path --ssl-keyfile --ssl-certfile --ssl-ca-certs --chat-template
    --chat-template-content-format --response-role --tool-call-parser --reasoning-parser --tool-parser-plugin
    --model --task --runner --convert --tokenizer --tokenizer-mode --revision --code-revision --tokenizer-revision
    --hf-config-path --hf-overrides --config --config-format --dtype -q --quantization --load-format --download-dir
    --max-model-len --seed --max-seq-len-to-capture --max-logprobs --generation-config --override-generation-config
    --tensor-parallel-size -tp --pipeline-parallel-size -pp --data-parallel-size -dp --data-parallel-rank
    --data-parallel-size-local --data-parallel-address --data-parallel-rpc-port --data-parallel-backend
    --decode-context-parallel-size -dcp --api-server-count -asc --distributed-executor-backend --nnodes --node-rank
    --master-addr --master-port --gpu-memory-utilization --swap-space --cpu-offload-gb --kv-cache-dtype
    --kv-cache-memory-bytes --block-size --num-gpu-blocks-override --prefix-caching-hash-algo --max-num-seqs
    --max-num-batched-tokens --max-num-partial-prefills --long-prefill-token-threshold --scheduling-policy
    --limit-mm-per-prompt --mm-processor-kwargs --max-loras --max-lora-rank --max-cpu-loras --speculative-config
    --compilation-config -O --kv-transfer-config --kv-events-config --structured-outputs-config --attention-backend
    --guided-decoding-backend --otlp-traces-endpoint --model-impl --max-log-len --device
  `),
  noValue: words(
    '--trust-remote-code --enforce-eager --headless --skip-tokenizer-init --use-v2-block-manager --async-scheduling',
  ),
};

/** The options of `trtllm-serve` that take one value; underscores count as dashes. */
export const TENSORRT_ARGUMENTS: PositionalModel = {
  oneValue: words(`
    --tokenizer --host --port --backend --log-level --max-beam-width --max-batch-size --max-num-tokens --max-seq-len
    --tp-size --pp-size --ep-size --cluster-size --gpus-per-node --kv-cache-free-gpu-memory-fraction --free-gpu-memory-fraction
    --num-postprocess-workers --extra-llm-api-options --config --reasoning-parser --tool-parser --metadata-server-config-file
    --server-role --served-model-name --chat-template --revision
  `),
  noValue: words('--trust-remote-code --fail-fast-on-attention-window-too-large'),
};

/** The options of `lmdeploy serve api_server` that take one value. */
export const LMDEPLOY_ARGUMENTS: PositionalModel = {
  oneValue: words(`
    --server-name --server-port --backend --log-level --model-name --chat-template --tp --session-len --max-batch-size
    --cache-max-entry-count --quant-policy --model-format --revision --download-dir --dtype --device
    --max-concurrent-requests --proxy-url --vision-max-batch-size --reasoning-parser --tool-call-parser
  `),
  noValue: words('--trust-remote-code --eager-mode --ssl --allow-terminate-by-client'),
};

/** For an engine whose options are not listed: the model must come before all options. */
export const MODEL_FIRST: PositionalModel = { oneValue: new Set(), noValue: new Set() };
