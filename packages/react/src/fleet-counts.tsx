/** Props of `<FleetCounts>`. */
export interface FleetCountsProps {
  /** Workers of online hives ([R2]). */
  readonly workersOnline: number;
  /** Online workers that could take work ([R2]); left out where not known. */
  readonly workersAvailable?: number | undefined;
  /** Hives that are healthy or degraded ([R1]). */
  readonly hivesOnline: number;
  /** Hives that can take work ([R3]); left out where not known. */
  readonly hivesAvailable?: number | undefined;
}

/** The fleet in numbers. */
export function FleetCounts(props: FleetCountsProps) {
  const { workersOnline, workersAvailable, hivesOnline, hivesAvailable } = props;
  return (
    <dl className="rbee-scope rbee-counts">
      <Count label="Workers online" value={workersOnline} />
      {workersAvailable !== undefined && (
        <Count
          label="Workers available"
          value={workersAvailable}
          title="Online, on a healthy hive, and not busy"
        />
      )}
      <Count label="Hives online" value={hivesOnline} />
      {hivesAvailable !== undefined && (
        <Count label="Hives available" value={hivesAvailable} title="Healthy, and ready to take work" />
      )}
    </dl>
  );
}

/** Props of one number. */
interface CountProps {
  readonly label: string;
  readonly value: number;
  readonly title?: string | undefined;
}

function Count({ label, value, title }: CountProps) {
  return (
    <div className="rbee-count" title={title}>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}
