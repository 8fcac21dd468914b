'use client';

import { ChevronDown, ChevronUp } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type ReactNode, useEffect, useEffectEvent, useRef } from 'react';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Drawer } from '@/components/ui/drawer';
import { Skeleton } from '@/components/ui/skeleton';
import { StatusPill } from '@/components/ui/status-pill';
import { DeliveryDetail } from '@/components/webhooks/delivery-detail';
import { rowLinkId } from '@/components/webhooks/delivery-link';
import { QueryError } from '@/components/webhooks/query-error';
import type { DiagnosisContext } from '@/lib/webhooks/core/diagnosis';
import { EVENT_CATALOGUE } from '@/lib/webhooks/core/event-catalogue';
import type { DeliveryDto } from '@/lib/webhooks/dtos';
import { useDelivery } from '@/lib/webhooks/queries/delivery';

export interface DeliverySheetProps {
  deliveryId: string;
  open: boolean;
  /** As the list has it, when it is among its rows. */
  row: DeliveryDto | undefined;
  /** Its neighbours in the list: above and below. Null at its ends. */
  previous: (() => void) | null;
  next: (() => void) | null;
  onClose: () => void;
  context: DiagnosisContext;
  /** Automatic attempts in all: the first one and the length of the retry schedule. */
  attemptsMax: number;
  mayChange: boolean;
}

/** A delivery in a drawer over its list. Alt with the up and down arrows leads to its neighbours. */
export function DeliverySheet({
  deliveryId,
  open,
  row,
  previous,
  next,
  onClose,
  context,
  attemptsMax,
  mayChange,
}: DeliverySheetProps) {
  const t = useTranslations('deliveries.detail');
  const tCommon = useTranslations('common');
  const tEvents = useTranslations('events');
  const sheet = useRef<HTMLDivElement>(null);
  const { data, error, isFetching, refetch } = useDelivery(deliveryId);
  const known = data ?? row;

  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (!event.altKey || event.ctrlKey || event.metaKey) return;
    const go = event.key === 'ArrowUp' ? previous : event.key === 'ArrowDown' ? next : null;
    if (!go) return;
    event.preventDefault();
    go();
  });
  useEffect(() => {
    if (!open) return;
    const listener = (event: KeyboardEvent) => onKey(event);
    // Before the dialog, which keeps arrow keys to itself.
    window.addEventListener('keydown', listener, true);
    return () => window.removeEventListener('keydown', listener, true);
  }, [open]);

  // A neighbour is read from its top.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the id is what changes
  useEffect(() => {
    if (sheet.current) sheet.current.scrollTop = 0;
  }, [deliveryId]);

  return (
    <Drawer
      ref={sheet}
      open={open}
      onOpenChange={(isOpen) => !isOpen && onClose()}
      closeLabel={tCommon('close')}
      finalFocus={() => document.getElementById(rowLinkId(deliveryId))}
      title={
        known ? tEvents(`${EVENT_CATALOGUE[known.event].messageKey}.name`) : <Skeleton className="h-6 w-40" />
      }
      aside={
        known && (
          <>
            <code className="text-text-muted">{known.event}</code>
            <StatusPill status={known.status} />
            {known.test && <Badge variant="outline">{t('test')}</Badge>}
          </>
        )
      }
      actions={
        <>
          <Neighbour label={t('previous')} shortcut="Alt+ArrowUp" go={previous}>
            <ChevronUp aria-hidden="true" />
          </Neighbour>
          <Neighbour label={t('next')} shortcut="Alt+ArrowDown" go={next}>
            <ChevronDown aria-hidden="true" />
          </Neighbour>
        </>
      }
    >
      {data ? (
        <DeliveryDetail
          // What was chosen to be looked at belongs to one delivery.
          key={deliveryId}
          delivery={data}
          isStale={error !== null}
          context={context}
          attemptsMax={attemptsMax}
          mayChange={mayChange}
        />
      ) : error ? (
        <QueryError title={t('not_loaded')} error={error} busy={isFetching} onRetry={() => void refetch()} />
      ) : (
        <div className="flex flex-col gap-6">
          <Skeleton className="h-10 w-72 max-w-full" />
          <Skeleton className="h-52 w-full rounded-lg" />
          <Skeleton className="h-20 w-full rounded-lg" />
          <Skeleton className="h-96 w-full rounded-lg" />
        </div>
      )}
    </Drawer>
  );
}

interface NeighbourProps {
  label: string;
  shortcut: 'Alt+ArrowUp' | 'Alt+ArrowDown';
  go: (() => void) | null;
  children: ReactNode;
}

function Neighbour({ label, shortcut, go, children }: NeighbourProps) {
  return (
    <Button
      variant="ghost"
      size="icon"
      aria-label={label}
      aria-keyshortcuts={shortcut}
      title={`${label} (Alt ${shortcut === 'Alt+ArrowUp' ? '↑' : '↓'})`}
      disabled={go === null}
      onClick={() => go?.()}
    >
      {children}
    </Button>
  );
}
