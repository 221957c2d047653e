import { type Gpu, gpuFigure } from '@rbee/queen-rbee-sdk';
import type { ReactNode } from 'react';
import { type TextKey, useLocale } from '../locale/index.ts';

/** Temperature, power, link, clocks and fan of a card: those that its driver tells. */
export function CardFacts({ gpu }: { readonly gpu: Gpu }) {
  const { text, formats } = useLocale();
  const [degrees, watts, fan] = (['temp_c', 'power_w', 'fan_pct'] as const).map((name) =>
    gpuFigure(gpu, name),
  );
  const [clock, memoryClock] = (['clock_mhz', 'memory_clock_mhz'] as const).map((name) =>
    gpuFigure(gpu, name),
  );
  const { power_limit_w: limit, pcie_generation: generation, pcie_width: lanes } = gpu;
  const isSilent = [degrees, watts, generation, clock, memoryClock, fan].every((it) => it === undefined);
  if (isSilent) return null;
  return (
    <dl className="rbee-card-facts">
      <Fact name="temperature" hideName>
        {degrees !== undefined && <b>{formats.celsius(degrees)}</b>}
      </Fact>
      <Fact name="power" hideName>
        {watts !== undefined && (
          <>
            <b>{formats.power(watts)}</b>
            {limit !== undefined && ` ${text('card.ofLimit', { limit: formats.power(limit) })}`}
          </>
        )}
      </Fact>
      <Fact name="pcie">
        {generation !== undefined && (
          <b>
            {generation}
            {lanes !== undefined && ` ×${lanes}`}
          </b>
        )}
      </Fact>
      <Fact name="clock">{clock !== undefined && <b>{formats.frequency(clock)}</b>}</Fact>
      <Fact name="memoryClock">{memoryClock !== undefined && <b>{formats.frequency(memoryClock)}</b>}</Fact>
      <Fact name="fan">{fan !== undefined && <b>{formats.percent(fan)}</b>}</Fact>
    </dl>
  );
}

type FactName = 'temperature' | 'power' | 'pcie' | 'clock' | 'memoryClock' | 'fan';

interface FactProps {
  readonly name: FactName;
  /** True where the unit says it already. */
  readonly hideName?: boolean;
  readonly children: ReactNode;
}

/** Nothing if the driver does not tell it. */
function Fact({ name, hideName = false, children }: FactProps) {
  const { text } = useLocale();
  if (children === false) return null;
  return (
    <div className={`rbee-card-fact rbee-card-fact--${name}`}>
      <dt className={hideName ? 'rbee-hidden' : 'rbee-card-fact-name'}>
        {text(`card.${name}` satisfies TextKey)}
      </dt>
      <dd className="rbee-card-fact-value">{children}</dd>
    </div>
  );
}
