/** What is passed to a function of NVML: numbers, handles, texts, and memory that it reads or writes. */
export type Argument = number | bigint | string | Buffer;

/** The functions of NVML that are called, each with the kinds of its arguments. */
export const FUNCTIONS = {
  nvmlInit_v2: [],
  nvmlSystemGetDriverVersion: ['memory', 'u32'],
  nvmlDeviceGetCount_v2: ['memory'],
  nvmlDeviceGetHandleByIndex_v2: ['u32', 'memory'],
  nvmlDeviceGetHandleByPciBusId_v2: ['text', 'memory'],
  nvmlDeviceGetIndex: ['handle', 'memory'],
  nvmlDeviceGetUUID: ['handle', 'memory', 'u32'],
  nvmlDeviceGetName: ['handle', 'memory', 'u32'],
  nvmlDeviceGetPciInfo_v3: ['handle', 'memory'],
  nvmlDeviceGetMemoryInfo_v2: ['handle', 'memory'],
  nvmlDeviceGetMemoryInfo: ['handle', 'memory'],
  nvmlDeviceGetUtilizationRates: ['handle', 'memory'],
  nvmlDeviceGetTemperature: ['handle', 'u32', 'memory'],
  nvmlDeviceGetTemperatureV: ['handle', 'memory'],
  nvmlDeviceGetPowerUsage: ['handle', 'memory'],
  nvmlDeviceGetEnforcedPowerLimit: ['handle', 'memory'],
  nvmlDeviceGetClockInfo: ['handle', 'u32', 'memory'],
  nvmlDeviceGetFanSpeed: ['handle', 'memory'],
  nvmlDeviceGetCurrPcieLinkGeneration: ['handle', 'memory'],
  nvmlDeviceGetCurrPcieLinkWidth: ['handle', 'memory'],
  nvmlDeviceGetCurrentClocksEventReasons: ['handle', 'memory'],
  nvmlDeviceGetCurrentClocksThrottleReasons: ['handle', 'memory'],
  nvmlDeviceGetTotalEccErrors: ['handle', 'u32', 'u32', 'memory'],
  nvmlDeviceGetRetiredPagesPendingStatus: ['handle', 'memory'],
  nvmlDeviceGetRemappedRows: ['handle', 'memory', 'memory', 'memory', 'memory'],
  nvmlDeviceGetMigMode: ['handle', 'memory', 'memory'],
  nvmlDeviceGetMaxMigDeviceCount: ['handle', 'memory'],
  nvmlDeviceGetMigDeviceHandleByIndex: ['handle', 'u32', 'memory'],
  nvmlDeviceGetComputeRunningProcesses_v3: ['handle', 'memory', 'memory'],
  nvmlDeviceGetComputeRunningProcesses_v2: ['handle', 'memory', 'memory'],
  nvmlDeviceGetComputeRunningProcesses: ['handle', 'memory', 'memory'],
  nvmlDeviceGetGraphicsRunningProcesses_v3: ['handle', 'memory', 'memory'],
  nvmlDeviceGetGraphicsRunningProcesses_v2: ['handle', 'memory', 'memory'],
  nvmlDeviceGetGraphicsRunningProcesses: ['handle', 'memory', 'memory'],
  nvmlDeviceGetMPSComputeRunningProcesses_v3: ['handle', 'memory', 'memory'],
  nvmlDeviceGetMPSComputeRunningProcesses_v2: ['handle', 'memory', 'memory'],
  nvmlDeviceGetMPSComputeRunningProcesses: ['handle', 'memory', 'memory'],
  nvmlDeviceGetProcessUtilization: ['handle', 'memory', 'memory', 'u64'],
  nvmlDeviceGetProcessesUtilizationInfo: ['handle', 'memory'],
  nvmlDeviceGetSupportedEventTypes: ['handle', 'memory'],
  nvmlEventSetCreate: ['memory'],
  nvmlDeviceRegisterEvents: ['handle', 'u64', 'handle'],
  nvmlEventSetWait_v2: ['handle', 'memory', 'u32'],
  // Never called; whether a driver has them tells its layout of process lists.
  nvmlDeviceGetConfComputeMemSizeInfo: [],
  nvmlDeviceGetRunningProcessDetailList: [],
} as const satisfies Readonly<Record<string, readonly ('handle' | 'memory' | 'text' | 'u32' | 'u64')[]>>;

/** Name of a function of NVML. */
export type NvmlFunction = keyof typeof FUNCTIONS;

/** NVIDIA's management library, as it was loaded. */
export interface NvmlLibrary {
  /** True if the library has this function. */
  has(name: NvmlFunction): boolean;
  /** Calls a function, and returns its `nvmlReturn_t`; that for a missing function if the library has none. */
  call(name: NvmlFunction, ...args: readonly Argument[]): number;
  /** The address of memory, for structures that point to it. It is valid while the memory is referenced. */
  addressOf(memory: Buffer): bigint;
}
