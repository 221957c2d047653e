/** A kind of GPU, with its data sheet's figures. */
export interface Card {
  readonly name: string;
  readonly vendor: 'nvidia' | 'amd';
  /** Memory as the driver counts it, MiB. */
  readonly vramMb: number;
  /** Memory bandwidth, GB/s: what decoding is bound by. */
  readonly bandwidth: number;
  /** Power limit and draw at rest, watts. */
  readonly powerLimitW: number;
  readonly idleW: number;
  /** Whether it can be cut into instances, whose use the driver does not tell. */
  readonly mig?: true;
}

const card = (
  name: string,
  vramMb: number,
  bandwidth: number,
  [powerLimitW, idleW]: readonly [number, number],
  more: { mig?: true; vendor?: 'amd' } = {},
): Card => ({ name, vendor: 'nvidia', vramMb, bandwidth, powerLimitW, idleW, ...more });

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

/** The machines of a fleet, from the desk to the data centre. */
export const CHASSIS: readonly Chassis[] = [
  chassis(4, card('NVIDIA GeForce RTX 3090', 24_576, 936, [350, 22]), [1, 2, 4], [24, 128]),
  chassis(6, card('NVIDIA GeForce RTX 4090', 24_564, 1_008, [450, 18]), [1, 2, 4], [32, 128]),
  chassis(3, card('NVIDIA GeForce RTX 5090', 32_607, 1_792, [575, 20]), [1, 2], [32, 192]),
  chassis(3, card('NVIDIA RTX A6000', 49_140, 768, [300, 21]), [2, 4], [64, 256]),
  chassis(4, card('NVIDIA L4', 23_034, 300, [72, 13]), [1, 2, 4, 8], [48, 192]),
  chassis(4, card('NVIDIA L40S', 46_068, 864, [350, 33]), [2, 4, 8], [96, 512]),
  chassis(4, card('NVIDIA A100-SXM4-80GB', 81_920, 2_039, [400, 52], { mig: true }), [4, 8], [128, 1024]),
  chassis(5, card('NVIDIA H100 80GB HBM3', 81_559, 3_350, [700, 72], { mig: true }), [8], [192, 2048]),
  chassis(2, card('NVIDIA H200', 143_771, 4_800, [700, 76], { mig: true }), [8], [192, 2048]),
  chassis(1, card('AMD Instinct MI300X', 196_592, 5_300, [750, 138], { vendor: 'amd' }), [8], [192, 2304]),
  chassis(1, card('AMD Radeon RX 7900 XTX', 24_560, 960, [355, 16], { vendor: 'amd' }), [1, 2], [32, 96]),
];
