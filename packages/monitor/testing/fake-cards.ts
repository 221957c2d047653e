import type { FakeMachine } from './fake-machine.ts';

/**
 * GPUs in the sysfs of a fake machine, laid out as Documentation/ABI/testing/sysfs-bus-pci, Documentation/gpu/amdgpu
 * (driver-misc.rst, thermal.rst), Documentation/ABI/testing/sysfs-driver-intel-i915-hwmon and -xe-hwmon describe them.
 */
export interface FakeCard {
  /** N of `cardN`; its render node is `renderD<128 + N>`. */
  readonly minor?: number;
  readonly pci?: string;
  readonly driver: string;
  /** PCI ids with `0x`. */
  readonly vendor: string;
  readonly device: string;
  /** PCI addresses of the bridges above it, from the root of the bus. */
  readonly bridges?: readonly string[];
  /** Attributes of its PCI device, by name. */
  readonly files?: Readonly<Record<string, string>>;
  /** Attributes of its DRM device, by name. */
  readonly cardFiles?: Readonly<Record<string, string>>;
}

/** Where the attributes of a card are. */
export interface PlacedCard {
  /** Path of its PCI device, below `sysRoot`. */
  readonly device: string;
  /** Path of its DRM device, below `sysRoot`. */
  readonly card: string;
}

/** Puts a card into a machine. */
export function addCard(machine: FakeMachine, it: FakeCard): PlacedCard {
  const { minor = 0, pci = '0000:03:00.0', bridges = ['0000:00:01.1'] } = it;
  const device = ['devices/pci0000:00', ...bridges, pci].join('/');
  const card = `${device}/drm/card${minor}`;
  const files = {
    class: '0x030000',
    vendor: it.vendor,
    device: it.device,
    'power/runtime_status': 'active',
    'power/control': 'on',
    ...it.files,
  };
  for (const [name, text] of Object.entries(files)) machine.sysFile(`${device}/${name}`, `${text}\n`);
  for (const [name, text] of Object.entries(it.cardFiles ?? {}))
    machine.sysFile(`${card}/${name}`, `${text}\n`);
  machine.sysLink(`${device}/driver`, `../../../bus/pci/drivers/${it.driver}`);
  machine.sysLink(`bus/pci/devices/${pci}`, `../../../${device}`);
  for (const name of [`card${minor}`, `renderD${128 + minor}`]) {
    const node = `${device}/drm/${name}`;
    machine.sysLink(`${node}/device`, `../../../${pci}`);
    machine.sysLink(`class/drm/${name}`, `../../${node}`);
  }
  return { device, card };
}

const AMD_HWMON = {
  'hwmon/hwmon4/name': 'amdgpu',
  'hwmon/hwmon4/temp1_input': '48000',
  'hwmon/hwmon4/temp1_label': 'edge',
  'hwmon/hwmon4/temp1_crit': '100000',
  'hwmon/hwmon4/temp2_input': '56000',
  'hwmon/hwmon4/temp2_label': 'junction',
  'hwmon/hwmon4/temp2_crit': '110000',
  'hwmon/hwmon4/power1_average': '187000000',
  'hwmon/hwmon4/power1_cap': '315000000',
  'hwmon/hwmon4/fan1_input': '1200',
  'hwmon/hwmon4/fan1_max': '3000',
  'hwmon/hwmon4/freq1_input': '2304000000',
  'hwmon/hwmon4/freq1_label': 'sclk',
  'hwmon/hwmon4/freq2_input': '1249000000',
  'hwmon/hwmon4/freq2_label': 'mclk',
} as const;

const GIB = 1024 ** 3;

/** A graphics card of AMD with 24 GiB, of which 8 GiB are in use. */
export const RADEON: FakeCard = {
  driver: 'amdgpu',
  vendor: '0x1002',
  device: '0x744c',
  files: {
    ...AMD_HWMON,
    gpu_busy_percent: '37',
    mem_busy_percent: '12',
    mem_info_vram_used: `${8 * GIB}`,
    mem_info_vram_total: `${24 * GIB}`,
    mem_info_gtt_used: `${GIB}`,
    mem_info_gtt_total: `${32 * GIB}`,
    unique_id: 'a1b2c3d4e5f60718',
    current_link_speed: '16.0 GT/s PCIe',
    current_link_width: '16',
  },
};

/** A processor of AMD with graphics: 512 MiB set aside, and the machine's memory through GTT. */
export const APU: FakeCard = {
  driver: 'amdgpu',
  vendor: '0x1002',
  device: '0x1900',
  pci: '0000:c4:00.0',
  files: {
    'hwmon/hwmon2/name': 'amdgpu',
    'hwmon/hwmon2/in1_label': 'vddnb',
    'hwmon/hwmon2/temp1_input': '41000',
    'hwmon/hwmon2/temp1_label': 'edge',
    gpu_busy_percent: '5',
    mem_info_vram_used: `${GIB / 4}`,
    mem_info_vram_total: `${GIB / 2}`,
    mem_info_gtt_used: `${3 * GIB}`,
    mem_info_gtt_total: `${16 * GIB}`,
  },
};

/** A graphics card of Intel with the driver xe: one tile with 12 GiB. */
export const ARC: FakeCard = {
  driver: 'xe',
  vendor: '0x8086',
  device: '0xe20b',
  files: {
    'hwmon/hwmon5/name': 'xe',
    'hwmon/hwmon5/energy1_input': '1000000000',
    'hwmon/hwmon5/energy1_label': 'card',
    'hwmon/hwmon5/power1_max': '190000000',
    'hwmon/hwmon5/temp2_input': '52000',
    'hwmon/hwmon5/temp2_label': 'pkg',
    'tile0/physical_vram_size_bytes': `${12 * GIB}`,
    'tile0/gt0/freq0/act_freq': '2850',
    'tile0/gt0/freq0/cur_freq': '2850',
    'tile0/gt0/freq0/throttle/status': '1',
    'tile0/gt0/freq0/throttle/reason_pl1': '1',
    'tile0/gt0/freq0/throttle/reason_thermal': '0',
    'tile0/gt0/freq0/throttle/reason_prochot': '0',
  },
};

/** The integrated graphics of a processor of Intel with the driver i915. */
export const IRIS: FakeCard = {
  driver: 'i915',
  vendor: '0x8086',
  device: '0x46a6',
  pci: '0000:00:02.0',
  bridges: [],
  cardFiles: { gt_act_freq_mhz: '650', gt_cur_freq_mhz: '700', 'gt/gt0/rps_act_freq_mhz': '650' },
};

/** A card of NVIDIA with the kernel's own driver. */
export const NOUVEAU_CARD: FakeCard = {
  driver: 'nouveau',
  vendor: '0x10de',
  device: '0x1b80',
  pci: '0000:01:00.0',
  files: { 'hwmon/hwmon1/name': 'nouveau', 'hwmon/hwmon1/temp1_input': '37000', 'hwmon/hwmon1/pwm1': '51' },
};

/** Gives a process a descriptor of a DRM device. */
export function openNode(machine: FakeMachine, pid: number, fd: number, node: string, fdinfo: string): void {
  machine.link(`${pid}/fd/${fd}`, `/dev/dri/${node}`);
  machine.file(`${pid}/fdinfo/${fd}`, fdinfo);
}

/** A GPU in the topology of KFD (drivers/gpu/drm/amd/amdkfd/kfd_topology.c). */
export interface FakeKfdNode {
  readonly node: number;
  readonly gpuId: number;
  /** Bus, device and function. */
  readonly location: number;
  readonly simds?: number;
  readonly simdsPerUnit?: number;
}

/** Puts a GPU into the topology of KFD; the processor is node 0. */
export function addKfdNode(machine: FakeMachine, it: FakeKfdNode): void {
  const nodes = 'class/kfd/kfd/topology/nodes';
  machine.sysFile(`${nodes}/0/gpu_id`, '0\n');
  machine.sysFile(`${nodes}/0/properties`, 'cpu_cores_count 16\nsimd_count 0\nlocation_id 0\ndomain 0\n');
  machine.sysFile(`${nodes}/${it.node}/gpu_id`, `${it.gpuId}\n`);
  machine.sysFile(
    `${nodes}/${it.node}/properties`,
    `cpu_cores_count 0\nsimd_count ${it.simds ?? 416}\nmem_banks_count 1\nmax_waves_per_simd 8\nsimd_per_cu ${it.simdsPerUnit ?? 4}\nvendor_id 4098\ndevice_id 29772\nlocation_id ${it.location}\ndomain 0\nunique_id 11651474538826500888\n`,
  );
}

/** What a ROCm process uses of one GPU of KFD (drivers/gpu/drm/amd/amdkfd/kfd_process.c). */
export interface FakeKfdUse {
  readonly pid: number;
  readonly gpuId: number;
  readonly vramBytes?: number;
  readonly occupancy?: number;
  readonly sdmaUs?: number;
  readonly hasQueue?: boolean;
}

/** Lists a process with KFD; a file that is not given does not exist. */
export function setKfdUse(machine: FakeMachine, it: FakeKfdUse): void {
  const directory = `class/kfd/kfd/proc/${it.pid}`;
  machine.sysFile(`${directory}/pasid`, '32771\n');
  machine.sysFile(`${directory}/vram_${it.gpuId}`, `${it.vramBytes ?? 0}\n`);
  machine.sysFile(`${directory}/stats_${it.gpuId}/evicted_ms`, '0\n');
  if (it.sdmaUs !== undefined) machine.sysFile(`${directory}/sdma_${it.gpuId}`, `${it.sdmaUs}\n`);
  if (it.occupancy !== undefined)
    machine.sysFile(`${directory}/stats_${it.gpuId}/cu_occupancy`, `${it.occupancy}\n`);
  if (it.hasQueue) machine.sysFile(`${directory}/queues/0/gpuid`, `${it.gpuId}\n`);
}
