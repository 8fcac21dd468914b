import { useFormatter } from 'next-intl';
import { durationPart } from '@/lib/webhooks/core/duration-parts';

/** Words for lengths of time: "5 seconds", "24 hours". */
export function useDurationWords(): (seconds: number) => string {
  const format = useFormatter();
  return (seconds) => {
    const { value, unit } = durationPart(seconds);
    return format.number(value, { style: 'unit', unit, unitDisplay: 'long' });
  };
}
