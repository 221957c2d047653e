import type { Text } from './texts.ts';

/** The English texts of why a figure is not known ([W2]): in a few words, and in full with what helps. */
export const REASONS_EN = {
  'reason.title': '{label}: not known',
  'reason.ofKnown': '{label}: {known} of {of} known',
  'reason.times': '{n} × {reason}',
  'reason.none': 'not reported',
  'reason.none.full':
    'The last sample does not have this figure: the engine does not tell it, or nobody asks it.',
  'reason.other': 'not known',
  'reason.other.full': 'The hive gives the reason "{code}", which this page does not know yet.',
  'reason.first_sample': 'being measured',
  'reason.first_sample.full': 'A rate needs two samples, and so far there is one. The next sample has it.',
  'reason.not_measured': 'not measured',
  'reason.not_measured.full': 'A rate needs two samples, and the hive stopped reporting after the first.',
  'reason.permission': 'no permission to read it',
  'reason.permission.full':
    'The hive may not read the processes that it belongs to. Run the hive as their user or as root; rbee doctor says what else helps.',
  'reason.pid_namespace': 'in another PID namespace',
  'reason.pid_namespace.full':
    'The driver names processes of the whole machine, and the hive sees only those of its container. Start the container with --pid=host, or the hive with --proc-root.',
  'reason.mig': 'not measured on parts of a GPU (MIG)',
  'reason.mig.full':
    "The GPU is divided into parts (MIG), and NVIDIA's drivers do not tell the use of a part. Nothing can be done about it.",
  'reason.wddm': 'hidden by the Windows driver',
  'reason.wddm.full':
    'Windows manages the memory of its GPUs, and the driver does not tell who uses it. Nothing can be done about it.',
  'reason.driver_unsupported': 'this GPU or its driver cannot be read',
  'reason.driver_unsupported.full':
    'The machine has a GPU that no driver gives. Install its driver, or give the GPU to the container of the hive; rbee doctor says which one it is.',
  'reason.driver_error': 'the GPU driver failed',
  'reason.driver_error.full': 'The driver of the GPU failed. The log of the kernel says why: journalctl -k.',
  'reason.not_exposed': 'the system does not expose it',
  'reason.not_exposed.full':
    'Neither the system nor the program gives this figure to the hive. rbee doctor says whether that can be changed.',
  'reason.timeout': 'no answer in time',
  'reason.timeout.full':
    'Who was asked did not answer in time. A driver that hangs needs a restart of the machine; an engine answers again when it is less busy.',
  'reason.unified_memory': 'the GPU has no memory of its own',
  'reason.unified_memory.full':
    "The GPU uses the machine's memory, and its driver does not tell how much of it. Nothing can be done about it.",
  'reason.asleep': 'the GPU is asleep, and a reading would wake it',
  'reason.asleep.full': 'The GPU is powered down, and a reading would wake it. No process computes on it.',
} as const satisfies Readonly<Record<string, Text>>;
