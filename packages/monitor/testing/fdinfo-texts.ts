/**
 * `fdinfo` of DRM devices, laid out as the kernel's sources and documents print them; the numbers are invented. No such
 * device was at hand.
 */

/** What the kernel prints before the driver's own lines (proc_pid_fdinfo(5)). */
const HEAD = 'pos:\t0\nflags:\t02400002\nmnt_id:\t27\nino:\t871\n';

/** amdgpu since Linux 6.13: drivers/gpu/drm/amd/amdgpu/amdgpu_fdinfo.c with drm_print_memory_stats(). */
export const amdgpu = (
  it: {
    client?: number;
    pci?: string;
    vramKib?: number;
    gttKib?: number;
    gfxNs?: number;
    computeNs?: number;
  } = {},
): string =>
  `${HEAD}drm-driver:\tamdgpu
drm-client-id:\t${it.client ?? 12}
drm-pdev:\t${it.pci ?? '0000:03:00.0'}
pasid:\t32771
drm-total-vram:\t${it.vramKib ?? 1048576} KiB
drm-shared-vram:\t0
drm-active-vram:\t0
drm-resident-vram:\t${it.vramKib ?? 1048576} KiB
drm-total-gtt:\t${it.gttKib ?? 2048} KiB
drm-shared-gtt:\t0
drm-resident-gtt:\t${it.gttKib ?? 2048} KiB
drm-total-cpu:\t0
drm-shared-cpu:\t0
drm-memory-vram:\t${it.vramKib ?? 1048576} KiB
drm-memory-gtt: \t${it.gttKib ?? 2048} KiB
drm-memory-cpu: \t0 KiB
amd-evicted-vram:\t0 KiB
amd-requested-vram:\t${it.vramKib ?? 1048576} KiB
amd-requested-gtt:\t${it.gttKib ?? 2048} KiB
${it.gfxNs === undefined ? '' : `drm-engine-gfx:\t${Math.round(it.gfxNs)} ns\n`}${it.computeNs === undefined ? '' : `drm-engine-compute:\t${Math.round(it.computeNs)} ns\n`}`;

/** amdgpu of Linux 5.19 to 6.12: only `drm-memory-*`. */
export const AMDGPU_5_19 = `${HEAD}pasid:\t32770
drm-driver:\tamdgpu
drm-pdev:\t0000:03:00.0
drm-client-id:\t8
drm-memory-vram:\t262144 KiB
drm-memory-gtt: \t4096 KiB
drm-memory-cpu: \t0 KiB
drm-engine-gfx:\t1500000000 ns
drm-engine-enc:\t25 ns
`;

/** amdgpu of Linux 5.14 to 5.18: names of its own, and percentages in place of times. */
export const AMDGPU_5_14 = `${HEAD}pdev:\t0000:03:00.0
pasid:\t32769
vram mem:\t131072 kB
gtt mem:\t1024 kB
cpu mem:\t0 kB
gfx0:\t12.34%
`;

/** i915: i915_drm_client.c and Documentation/gpu/i915.rst, a graphics card with memory of its own. */
export const i915 = (
  it: { client?: number; pci?: string; localKib?: number; renderNs?: number; computeNs?: number } = {},
): string =>
  `${HEAD}drm-driver:\ti915
drm-client-id:\t${it.client ?? 7}
drm-pdev:\t${it.pci ?? '0000:03:00.0'}
drm-total-system0:\t2048 KiB
drm-shared-system0:\t0
drm-active-system0:\t0
drm-resident-system0:\t1024 KiB
drm-purgeable-system0:\t0
drm-total-local0:\t${it.localKib ?? 524288} KiB
drm-shared-local0:\t0
drm-active-local0:\t0
drm-resident-local0:\t${it.localKib ?? 524288} KiB
drm-purgeable-local0:\t0
drm-engine-render:\t${it.renderNs ?? 9288864723} ns
drm-engine-copy:\t2035071108 ns
drm-engine-video:\t0 ns
drm-engine-capacity-video:\t2
drm-engine-video-enhance:\t0 ns
drm-engine-compute:\t${it.computeNs ?? 0} ns
drm-engine-capacity-compute:\t4
`;

/** xe: the example in the document comment of xe_drm_client.c. */
export const xe = (
  it: {
    client?: number;
    pci?: string;
    vramKib?: number;
    gttKib?: number;
    ccs?: number;
    rcs?: number;
    total?: number;
  } = {},
): string =>
  `${HEAD}drm-driver:\txe
drm-client-id:\t${it.client ?? 3}
drm-pdev:\t${it.pci ?? '0000:03:00.0'}
drm-total-system:\t0
drm-shared-system:\t0
drm-active-system:\t0
drm-resident-system:\t0
drm-purgeable-system:\t0
drm-total-gtt:\t${it.gttKib ?? 192} KiB
drm-shared-gtt:\t0
drm-active-gtt:\t0
drm-resident-gtt:\t${it.gttKib ?? 192} KiB
drm-total-vram0:\t${it.vramKib ?? 23992} KiB
drm-shared-vram0:\t16 MiB
drm-active-vram0:\t0
drm-resident-vram0:\t${it.vramKib ?? 23992} KiB
drm-total-stolen:\t0
drm-shared-stolen:\t0
drm-active-stolen:\t0
drm-resident-stolen:\t0
drm-cycles-rcs:\t${it.rcs ?? 28257900}
drm-total-cycles-rcs:\t${it.total ?? 7655183225}
drm-cycles-ccs:\t${it.ccs ?? 0}
drm-total-cycles-ccs:\t${it.total ?? 7655183225}
drm-engine-capacity-ccs:\t4
`;

/** nouveau: only what drm_show_memory_stats() of drm_file.c gives for every driver. */
export const NOUVEAU = `${HEAD}drm-driver:\tnouveau
drm-client-id:\t5
drm-pdev:\t0000:01:00.0
drm-total-vram:\t65536 KiB
drm-resident-vram:\t65536 KiB
`;

/** msm: the example of the commit that added it to msm_drv.c; it is not on PCI. */
export const MSM = `${HEAD}drm-driver:\tmsm
drm-client-id:\t7
drm-engine-gpu:\t1734371319 ns
drm-cycles-gpu:\t1153645024
drm-maxfreq-gpu:\t800000000 Hz
`;

/** A descriptor that is no DRM device: eventfd(2). */
export const EVENTFD = `${HEAD}eventfd-count:                0\neventfd-id: 14\n`;
