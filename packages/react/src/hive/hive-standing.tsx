import type { HiveData } from '../telemetry/index.ts';
import { Silence } from './silence.tsx';

/** Props of a hive's standing. */
interface HiveStandingProps {
  readonly hive: HiveData;
  readonly clockOffsetMs: number;
}

/** How a hive stands ([R1], [R4]), what it says of itself ([H2]), and who else claims its id ([H8]), in words; nothing where all is well. */
export function HiveStanding({ hive, clockOffsetMs }: HiveStandingProps) {
  const { health, operational_status: operation, health_status: own, conflicting_hives: rivals = 0 } = hive;
  const silence = <Silence since={hive.last_update} clockOffsetMs={clockOffsetMs} />;
  return (
    <>
      {health === 'degraded' && (
        <span className="rbee-badge rbee-badge--late">late, last heard {silence}</span>
      )}
      {health === 'down' && <span className="rbee-badge rbee-badge--down">stopped reporting {silence}</span>}
      {operation && operation !== 'ready' && operation !== 'busy' && (
        <span className="rbee-badge">{operation}</span>
      )}
      {rivals > 0 && (
        <span className="rbee-badge rbee-badge--late">
          {rivals === 1
            ? 'another hive claims this id and is'
            : `${rivals} other hives claim this id and are`}{' '}
          refused; give each its own --hive-id
        </span>
      )}
      {own && own.status !== 'healthy' && (
        <span className="rbee-badge rbee-badge--late" title={own.reason}>
          says it is {own.status}: {own.reason}
        </span>
      )}
    </>
  );
}
