import { useTranslations } from 'next-intl';
import { Badge } from '@/components/ui/badge';
import { EVENT_CATALOGUE, type EventName } from '@/lib/webhooks/core/event-catalogue';

/** The events of a webhook in business words, each with its code. Needs the `events` messages. */
export function EventChips({ events, label }: { events: readonly EventName[]; label: string }) {
  const t = useTranslations('events');
  return (
    <ul aria-label={label} className="flex flex-wrap gap-1.5">
      {events.map((event) => (
        <li key={event} className="max-w-full">
          <Badge className="max-w-full">
            <span className="truncate text-text">{t(`${EVENT_CATALOGUE[event].messageKey}.name`)}</span>
            <code className="text-[0.6875rem]">{event}</code>
          </Badge>
        </li>
      ))}
    </ul>
  );
}
