export { HeartbeatMonitor, type HeartbeatMonitorProps } from './heartbeat-monitor.tsx';
