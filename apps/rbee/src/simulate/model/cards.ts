/** A kind of GPU, with its data sheet's figures. */
export interface Card {
  readonly name: string;
  readonly vendor: 'nvidia' | 'amd';
  /** Memory as the driver counts it, MiB; of a card without memory of its own, what it may take of the machine's. */
  readonly vramMb: number;
  /** Memory bandwidth, GB/s: what decoding is bound by. */
  readonly bandwidth: number;
  /** Power limit and draw at rest, watts. */
  readonly powerLimitW: number;
  readonly idleW: number;
  /** Clocks of the GPU and of its memory under load, MHz. */
  readonly clockMhz: number;
  readonly memoryMhz: number;
  /** Generation of PCI Express. */
  readonly pcie: number;
  /** Cards of a desk have fans of their own, and rest when they are not used. */
  readonly place: 'desk' | 'rack';
  /** True if it can be cut into instances, whose use the driver does not tell. */
  readonly mig?: true;
  /** True if its memory is the machine's, and its driver does not tell how much of it is used. */
  readonly sharesRam?: true;
}

type Traits = Pick<Card, 'place' | 'mig' | 'sharesRam'> & { readonly vendor?: 'amd' };

const card = (
  name: string,
  vramMb: number,
  bandwidth: number,
  [powerLimitW, idleW]: readonly [number, number],
  [clockMhz, memoryMhz, pcie]: readonly [number, number, number],
  traits: Traits,
): Card => ({
  ...{ name, vendor: 'nvidia', vramMb, bandwidth, powerLimitW, idleW, clockMhz, memoryMhz, pcie },
  ...traits,
});

/** A kind of machine: what is usually bought together. `weight` is how often it is met. */
export interface Chassis {
  readonly card: Card;
  /** How many cards it has, one of these. */
  readonly cards: readonly number[];
  readonly cpus: number;
  readonly ramMb: number;
  readonly weight: number;
}

const chassis = (
  weight: number,
  it: Card,
  cards: readonly number[],
  [cpus, ramGb]: readonly [number, number],
): Chassis => ({ weight, card: it, cards, cpus, ramMb: ramGb * 1024 - 612 });

const DESK = { place: 'desk' } as const;
const RACK = { place: 'rack' } as const;
const MIG = { ...RACK, mig: true } as const;

const RTX_3090 = card('NVIDIA GeForce RTX 3090', 24_576, 936, [350, 22], [1_695, 9_751, 4], DESK);
const RTX_4090 = card('NVIDIA GeForce RTX 4090', 24_564, 1_008, [450, 18], [2_520, 10_501, 4], DESK);
const RTX_5090 = card('NVIDIA GeForce RTX 5090', 32_607, 1_792, [575, 20], [2_407, 14_001, 5], DESK);
const A6000 = card('NVIDIA RTX A6000', 49_140, 768, [300, 21], [1_800, 8_001, 4], DESK);
const GB10 = card('NVIDIA GB10', 98_304, 273, [140, 9], [2_418, 8_533, 5], { ...RACK, sharesRam: true });
const L4 = card('NVIDIA L4', 23_034, 300, [72, 13], [2_040, 6_251, 4], RACK);
const L40S = card('NVIDIA L40S', 46_068, 864, [350, 33], [2_520, 9_001, 4], RACK);
const A100 = card('NVIDIA A100-SXM4-80GB', 81_920, 2_039, [400, 52], [1_410, 1_593, 4], MIG);
const H100 = card('NVIDIA H100 80GB HBM3', 81_559, 3_350, [700, 72], [1_980, 2_619, 5], MIG);
const H200 = card('NVIDIA H200', 143_771, 4_800, [700, 76], [1_980, 3_201, 5], MIG);
const MI300X = card('AMD Instinct MI300X', 196_592, 5_300, [750, 138], [2_100, 1_300, 5], {
  ...RACK,
  vendor: 'amd',
});
const RX_7900 = card('AMD Radeon RX 7900 XTX', 24_560, 960, [355, 16], [2_500, 1_249, 4], {
  ...DESK,
  vendor: 'amd',
});

/** The machines of a fleet, from the desk to the data centre. */
export const CHASSIS: readonly Chassis[] = [
  chassis(4, RTX_3090, [1, 2, 4], [24, 128]),
  chassis(6, RTX_4090, [1, 2, 4], [32, 128]),
  chassis(3, RTX_5090, [1, 2], [32, 192]),
  chassis(3, A6000, [2, 4], [64, 256]),
  chassis(2, GB10, [1], [20, 128]),
  chassis(4, L4, [1, 2, 4, 8], [48, 192]),
  chassis(4, L40S, [2, 4, 8], [96, 512]),
  chassis(4, A100, [4, 8], [128, 1024]),
  chassis(5, H100, [8], [192, 2048]),
  chassis(2, H200, [8], [192, 2048]),
  chassis(1, MI300X, [8], [192, 2304]),
  chassis(1, RX_7900, [1, 2], [32, 96]),
];
