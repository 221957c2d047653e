export { HiveCard, type HiveCardProps } from './hive-card.tsx';
