'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { Button } from '@/components/ui/button';
import type { ButtonVariants } from '@/components/ui/button-variants';
import { useAction } from '@/components/use-action';
import type { ActionFailure } from '@/lib/action-refusal';
import { resendDeliveryAction } from '@/lib/webhooks/actions/resend-delivery';
import type { DeliveryDetailDto, DeliveryDto } from '@/lib/webhooks/dtos';
import { replaceDelivery } from '@/lib/webhooks/queries/deliveries';
import { deliveryQuery } from '@/lib/webhooks/queries/delivery';
import { freshestDeliveriesKey } from '@/lib/webhooks/queries/freshest-deliveries-key';

interface ResendButtonProps extends ButtonVariants {
  delivery: DeliveryDto;
  children: string;
  /** The button's whole name, where several stand on a page. */
  label?: string;
  onStart?: () => void;
  onEnd: (end: { delivery: DeliveryDetailDto } | { failure: ActionFailure }) => void;
}

/** Sends one delivery again, at once, and answers with what came of it; every place that shows the delivery follows. */
export function ResendButton({
  delivery,
  children,
  label,
  onStart,
  onEnd,
  variant,
  size,
}: ResendButtonProps) {
  const t = useTranslations('deliveries.resend');
  const client = useQueryClient();
  const action = useAction(resendDeliveryAction);

  async function resend() {
    onStart?.();
    const result = await action.run(delivery.id);
    if (!result) return;
    if (!result.ok) return onEnd({ failure: result.error });
    client.setQueryData(deliveryQuery(delivery.id).queryKey, result.data);
    replaceDelivery(client, result.data);
    void client.invalidateQueries({ queryKey: freshestDeliveriesKey(delivery.webhook_id) });
    onEnd({ delivery: result.data });
  }

  return (
    <>
      <Button variant={variant} size={size} busy={action.busy} aria-label={label} onClick={resend}>
        {children}
      </Button>
      <span role="status" className="sr-only">
        {action.busy && t('busy')}
      </span>
    </>
  );
}
