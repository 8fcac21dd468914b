import { useTranslations } from 'next-intl';
import { Badge } from '@/components/ui/badge';
import { EVENT_CATALOGUE, type EventName } from '@/lib/webhooks/core/event-catalogue';

/** The events of a webhook in business words, their code as a title. Needs the `events` messages. */
export function EventChips({ events, label }: { events: readonly EventName[]; label: string }) {
  const t = useTranslations('events');
  return (
    <ul aria-label={label} className="flex flex-wrap gap-1.5">
      {events.map((event) => (
        <li key={event} title={event}>
          <Badge>{t(`${EVENT_CATALOGUE[event].messageKey}.name`)}</Badge>
        </li>
      ))}
    </ul>
  );
}
