/** One machine: its GPUs as cards, its workers as rows, and the machine itself. */
export { GpuCards, type GpuCardsProps } from './gpu-cards.tsx';
export { HiveHead, type HiveHeadProps } from './hive-head.tsx';
export { HiveView, type HiveViewProps } from './hive-view.tsx';
export { MachineFacts, type MachineFactsProps } from './machine-facts.tsx';
export { WorkerRows, type WorkerRowsProps } from './worker-rows.tsx';
