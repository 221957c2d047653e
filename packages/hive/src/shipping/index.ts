export {
  createShipper,
  type Shipper,
  type ShipperCounts,
  type ShipperOptions,
} from './shipper.ts';
