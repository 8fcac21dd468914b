'use client';

import { ChevronDown } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { Ref } from 'react';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { Menu } from '@/components/ui/menu';
import { EVENT_CATALOGUE, type EventName } from '@/lib/webhooks/core/event-catalogue';

interface TestButtonProps {
  /** How the page calls the webhook. */
  name: string;
  events: readonly EventName[];
  busy: boolean;
  /** Without an event: the webhook's first one. */
  onTest: (event?: EventName) => void;
  ref?: Ref<HTMLButtonElement>;
}

/** Sends a test; the caret beside it chooses of which event. Needs the `webhooks` and `events` messages. */
export function TestButton({ name, events, busy, onTest, ref }: TestButtonProps) {
  const t = useTranslations('webhooks.test');
  const tEvents = useTranslations('events');
  const hasChoice = events.length > 1;
  return (
    <div className="inline-flex">
      <Button
        {...(ref && { ref })}
        size="sm"
        busy={busy}
        aria-label={t('of', { name })}
        onClick={() => onTest()}
        className={cn(hasChoice && 'rounded-r-none')}
      >
        {t('action')}
      </Button>
      {hasChoice && (
        <Menu
          variant="secondary"
          size="icon"
          className="w-7 rounded-l-none border-l-0"
          label={t('choose', { name })}
          disabled={busy}
          trigger={<ChevronDown aria-hidden="true" />}
          entries={[
            {
              kind: 'header',
              id: 'what',
              content: <span className="text-xs font-medium text-text-muted">{t('choose_label')}</span>,
            },
            ...events.map((event) => ({
              kind: 'action' as const,
              id: event,
              label: (
                <>
                  <span className="grow">{tEvents(`${EVENT_CATALOGUE[event].messageKey}.name`)}</span>
                  <code className="text-text-muted">{event}</code>
                </>
              ),
              onSelect: () => onTest(event),
            })),
          ]}
        />
      )}
    </div>
  );
}
