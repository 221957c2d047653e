import { useLocale } from '@rbee/queen-rbee-react';
import { type ComponentType, createElement, type FunctionComponent, lazy, Suspense } from 'react';

/** A part of the page whose code is loaded when it is first shown, because the first view seldom has it. */
export function later<Props extends object>(
  load: () => Promise<FunctionComponent<Props>>,
): FunctionComponent<Props> {
  const part = lazy<ComponentType<Props>>(() =>
    load().then(
      (loaded) => ({ default: loaded }),
      () => ({ default: NotLoaded }),
    ),
  );
  return (props) => <Suspense fallback={null}>{createElement<Props>(part, props)}</Suspense>;
}

/** As after an update of the queen, which has other files than the page that is open. */
function NotLoaded() {
  const { text } = useLocale();
  return (
    <p className="waiting" role="alert">
      {text('page.notLoaded')}
    </p>
  );
}
