'use client';

import { useEffect, useRef } from 'react';
import { type Beginning, followStored } from '@/lib/webhooks/core/webhook-edit';
import type { WebhookDto } from '@/lib/webhooks/dtos';
import type { CreateWebhookInput } from '@/lib/webhooks/schemas';

/** What a form holds; an optional field that was never touched may be missing. */
type Shown = Pick<CreateWebhookInput, keyof WebhookValues>;

export type WebhookValues = Pick<WebhookDto, 'url' | 'events' | 'mask' | 'description'>;

function whole({ url, events, mask = [], description = '' }: Shown): WebhookValues {
  return { url, events, mask, description };
}

/**
 * What the editor of a form saw of each field before changing it, while the page goes on asking for what is stored
 * (decision 76). `shown`: what the form holds now.
 */
export function useBeginning(stored: WebhookValues, shown: () => Shown) {
  const beginning = useRef<Beginning<WebhookValues>>({ seen: stored, told: [] });

  // After each render: what is stored may have come with it, and fields that nobody touched have followed by then.
  useEffect(() => {
    beginning.current = followStored(beginning.current, stored, whole(shown()));
  });

  return {
    seen: () => beginning.current.seen,
    /** These were refused, as somebody else was quicker. */
    tell: (fields: readonly string[]) => {
      beginning.current = { ...beginning.current, told: fields };
    },
    /** What was saved is what this editor saw last. */
    restart: (saved: Shown) => {
      beginning.current = { seen: whole(saved), told: [] };
    },
  };
}
