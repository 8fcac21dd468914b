import { ChevronRight } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Card } from '@/components/ui/card';
import { HighlightedCode } from '@/components/ui/highlighted-code';
import { EVENT_CATALOGUE, EVENT_NAMES, EXAMPLE_TIMESTAMP } from '@/lib/webhooks/core/event-catalogue';
import { indentJson } from '@/lib/webhooks/core/indent-json';
import { payloadBody } from '@/lib/webhooks/core/payload';

/** What is sent for each event, opened one by one. */
export function EventBodies() {
  const t = useTranslations('guide.developer');
  const tEvents = useTranslations('events');
  return (
    <>
      <h3 id="bodies" className="mt-8 scroll-mt-20 font-semibold">
        {t('bodies_title')}
      </h3>
      <p className="mt-1 max-w-[68ch] text-pretty">{t('bodies_lead')}</p>
      <Card className="mt-3 divide-y divide-border overflow-hidden">
        {EVENT_NAMES.map((event, index) => {
          const { messageKey, example } = EVENT_CATALOGUE[event];
          const body = payloadBody(event, new Date(EXAMPLE_TIMESTAMP), JSON.stringify(example));
          return (
            <details key={event} open={index === 0} className="group">
              <summary className="flex cursor-pointer list-none flex-wrap items-center gap-x-2 px-5 py-3 focus-visible:-outline-offset-2 [&::-webkit-details-marker]:hidden">
                <ChevronRight
                  className="size-4 shrink-0 text-text-muted transition-transform group-open:rotate-90"
                  aria-hidden="true"
                />
                <span className="font-medium">{tEvents(`${messageKey}.name`)}</span>
                <code className="text-text-muted">{event}</code>
              </summary>
              <div className="px-5 pb-4">
                <HighlightedCode
                  label={t('body_of', { event })}
                  syntax="json"
                  code={indentJson(body) ?? body}
                />
              </div>
            </details>
          );
        })}
      </Card>
    </>
  );
}
