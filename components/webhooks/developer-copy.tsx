'use client';

import { useTranslations } from 'next-intl';
import { CopyButton } from '@/components/ui/copy-button';
import { paths } from '@/lib/paths';
import { curlCommand, developerMessage } from '@/lib/webhooks/core/developer-message';
import { type DiagnosisContext, diagnoseDelivery } from '@/lib/webhooks/core/diagnosis';
import type { AttemptDto, DeliveryDetailDto } from '@/lib/webhooks/dtos';

interface DeveloperCopyProps {
  delivery: DeliveryDetailDto;
  attempt: AttemptDto;
  context: DiagnosisContext;
}

/** Everything a developer needs, to paste into a mail: cause, request, answer, link; no secret. Needs `deliveries`, `diagnosis`. */
export function CopyDeveloperMessage({ delivery, attempt, context }: DeveloperCopyProps) {
  const t = useTranslations('deliveries');
  const tDiagnosis = useTranslations('diagnosis');
  const { cause, remedy, params } = diagnoseDelivery(delivery, context);
  const path = paths.delivery(delivery.webhook_id, delivery.id);
  // Only ever copied in the browser, so what the server renders needs no origin.
  const origin = typeof window === 'undefined' ? '' : window.location.origin;
  return (
    <CopyButton
      label={t('detail.copy_developer')}
      // The longest of all buttons; on a small phone it takes two lines.
      className="h-auto min-h-8 max-w-full py-1 text-left whitespace-normal"
      value={developerMessage({
        url: context.url,
        deliveryId: delivery.id,
        body: delivery.request_body,
        attempt,
        link: `${origin}${path}`,
        words: {
          greeting: t('developer.greeting'),
          diagnosis: `${tDiagnosis(cause, params)} ${tDiagnosis(remedy, params)}`,
          request: t('developer.request'),
          answer: t('developer.answer'),
          noAnswer: t('developer.no_answer'),
          truncated: t('developer.truncated'),
          verification: t('developer.verification'),
          details: t('developer.details'),
        },
      })}
    >
      {t('detail.copy_developer')}
    </CopyButton>
  );
}

/** The request of one attempt as a command line, its signature as it was sent. Needs `deliveries`. */
export function CopyCurl({ delivery, attempt, context }: DeveloperCopyProps) {
  const t = useTranslations('deliveries.detail');
  return (
    <CopyButton
      variant="ghost"
      label={t('copy_curl_label')}
      value={curlCommand({
        url: context.url,
        headers: attempt.request_headers,
        body: delivery.request_body,
      })}
    >
      {t('copy_curl')}
    </CopyButton>
  );
}
