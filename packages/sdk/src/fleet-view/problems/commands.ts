import type { Gpu, ProcessStats } from '@rbee/contract';

/** A text as one word of a POSIX shell: names come from strangers and must not become commands. */
export const quoted = (text: string): string =>
  /^[\w.:@/-]+$/.test(text) && !text.startsWith('-') ? text : `'${text.replaceAll("'", "'\\''")}'`;

/** Shows the messages of a worker: of its container, else of the systemd unit or session of its process. */
export function messagesCommand({ container, pid }: ProcessStats): string {
  if (container?.runtime === 'docker' || container?.runtime === 'podman') {
    return `${container.runtime} logs --tail 50 -- ${quoted(container.name ?? container.id)}`;
  }
  if (container?.pod_uid !== undefined || container?.runtime !== undefined) {
    return `crictl logs --tail 50 ${quoted(container.id)}`;
  }
  return `systemctl status ${pid}`;
}

/** Asks an engine at the address that its hive reads; undefined if that is no web address. */
export function askCommand({ engine }: ProcessStats): string | undefined {
  const endpoint = engine?.endpoint;
  return endpoint !== undefined && /^https?:\/\//.test(endpoint)
    ? `curl --max-time 3 ${quoted(`${endpoint.replace(/\/$/, '')}/v1/models`)}`
    : undefined;
}

/** Says everything that the driver knows of the health of a GPU; undefined for vendors whose tool is not known. */
export function healthCommand({ vendor, index }: Gpu): string | undefined {
  if (vendor === 'nvidia') return `nvidia-smi -i ${index} -q -d PERFORMANCE,TEMPERATURE,ECC,ROW_REMAPPER`;
  if (vendor === 'amd') return `amd-smi metric --gpu ${index}`;
  if (vendor === 'intel') return `xpu-smi health -d ${index}`;
  return undefined;
}

/** Lists the processes that hold memory of a GPU, as root also those of others. */
export function holdersCommand({ vendor, index }: Gpu): string | undefined {
  if (vendor === 'nvidia') return `sudo fuser -v /dev/nvidia${index}`;
  return vendor === 'amd' || vendor === 'intel' ? 'sudo fuser -v /dev/dri/renderD*' : undefined;
}

/** Shows whose a worker is and how it was started; one of Ollama is told to unload its model. */
export function ownerCommand({ engine, model, pid }: ProcessStats): string {
  if (engine?.kind === 'ollama' && model !== null) return `ollama stop ${quoted(model)}`;
  return `ps -o user,lstart,args -p ${pid}`;
}
