import type { GpuHealthCode } from '@rbee/contract';
import type { Files } from '../../files/index.ts';
import { rareAttribute } from './sysfs.ts';

/**
 * Where `indep_throttle_status` is in the table `gpu_metrics`, by revision: struct gpu_metrics_v1_3 (graphics cards) and
 * v2_2 to v2_4 (processors with graphics) of drivers/gpu/drm/amd/include/kgd_pp_interface.h. Other revisions have no such
 * field, or bits that differ from product to product.
 */
const THROTTLE_OFFSET: Readonly<Record<string, number>> = { '1.3': 112, '2.2': 120, '2.3': 120, '2.4': 120 };

/** The driver fills what it does not know with ones. */
const NOT_KNOWN = 2n ** 64n - 1n;

/** Bits of SMU_THROTTLER_* in drivers/gpu/drm/amd/pm/swsmu/inc/amdgpu_smu.h: power, current, temperature, PROCHOT. */
const CAUSES: readonly (readonly [first: number, last: number, code: GpuHealthCode])[] = [
  [0, 7, 'power_limit'],
  [16, 23, 'power_limit'],
  [32, 45, 'thermal'],
  [46, 47, 'hardware_slowdown'],
];

/** Why the driver slows the card down, from its table `gpu_metrics`; null if the table does not tell. */
export function throttleCauses(table: Uint8Array): readonly GpuHealthCode[] | null {
  const view = new DataView(table.buffer, table.byteOffset, table.byteLength);
  if (view.byteLength < 4) return null;
  const offset = THROTTLE_OFFSET[`${view.getUint8(2)}.${view.getUint8(3)}`];
  if (offset === undefined || view.byteLength < offset + 8) return null;
  const status = view.getBigUint64(offset, true);
  if (status === NOT_KNOWN) return null;
  const isSet = (first: number, last: number) =>
    (status >> BigInt(first)) & (2n ** BigInt(last - first + 1) - 1n);
  return CAUSES.flatMap(([first, last, code]) => (isSet(first, last) ? [code] : []));
}

const MAX_COUNTERS = 64;

/**
 * Memory errors of a card (Documentation/gpu/amdgpu/ras.rst): `ras/<block>_err_count` counts uncorrectable errors (`ue`)
 * since the driver was loaded; `ras/gpu_vram_bad_pages` lists bad pages, P those that wait for their replacement, F those
 * that could not be taken out of use. Null for a card without these files.
 */
export function memoryFaults(files: Files, device: string): readonly GpuHealthCode[] | null {
  const names = files.names(`${device}/ras`);
  if (!names.ok) return null;
  const counters = names.value.filter((it) => it.endsWith('_err_count')).slice(0, MAX_COUNTERS);
  const texts = counters.map((it) => rareAttribute(files, `${device}/ras/${it}`) ?? '');
  const pages = rareAttribute(files, `${device}/ras/gpu_vram_bad_pages`) ?? '';
  const found: (readonly [GpuHealthCode, boolean])[] = [
    ['ecc_errors', texts.some((it) => /^ue:\s*0*[1-9]/m.test(it))],
    ['retirement_pending', /: P$/m.test(pages)],
    ['remap_failed', /: F$/m.test(pages)],
  ];
  return found.flatMap(([code, isFound]) => (isFound ? [code] : []));
}
