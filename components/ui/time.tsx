'use client';

import { useFormatter } from 'next-intl';
import { Tooltip } from '@/components/ui/tooltip';
import { useTickingNow } from '@/components/ui/use-ticking-now';
import { useViewerTimeZone } from '@/components/ui/use-viewer-time-zone';

interface TimeProps {
  /** ISO 8601. */
  value: string;
  /**
   * `relative`: "2 minutes ago", the exact time in the tooltip; `exact`: date and time to the second;
   * `both`: the one with the other beside it.
   */
  show?: 'relative' | 'exact' | 'both';
  className?: string;
}

/** A moment in the viewer's zone; its UTC form, and the exact one, on hover and focus. */
export function Time({ value, show = 'relative', className }: TimeProps) {
  const format = useFormatter();
  const now = useTickingNow();
  const timeZone = useViewerTimeZone();
  const date = new Date(value);
  const exact = () => format.dateTime(date, { dateStyle: 'medium', timeStyle: 'medium', timeZone });
  // A clock that runs behind the server's would speak of the future.
  const relative = format.relativeTime(date > now ? now : date, now);
  return (
    <Tooltip
      content={
        <>
          {show === 'relative' && <ExactTime text={exact} timeZone={timeZone} />}
          <div>{`${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`}</div>
        </>
      }
    >
      {/* Reached by keyboard for its tooltip, which is all there is to it. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: UTC shows on focus as it does on hover */}
      <time dateTime={value} tabIndex={0} className={className}>
        {show === 'relative' && relative}
        {show === 'exact' && <span className="tabular-nums">{exact()}</span>}
        {show === 'both' && (
          <>
            <span className="tabular-nums">{exact()}</span>{' '}
            <span className="text-text-muted">({relative})</span>
          </>
        )}
      </time>
    </Tooltip>
  );
}

/** Of its own, so that a long list words its times only where somebody asks. */
function ExactTime({ text, timeZone }: { text: () => string; timeZone: string }) {
  return <div>{`${text()} ${timeZone.replaceAll('_', ' ')}`}</div>;
}
