'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { ActionError } from '@/components/action-error';
import { Button } from '@/components/ui/button';
import { useAction } from '@/components/use-action';
import { openTestAddressAction } from '@/lib/webhooks/actions/open-test-address';

/** Hands over the organisation's test address, for who has no system yet. Needs `form` and `errors`. */
export function TestAddressButton({ onAddress }: { onAddress: (url: string) => void }) {
  const t = useTranslations('form.url');
  const action = useAction(openTestAddressAction);
  const [isFilled, setFilled] = useState(false);

  async function fill() {
    const result = await action.run();
    if (!result?.ok) return;
    onAddress(result.data.url);
    setFilled(true);
  }

  return (
    <div className="-mt-4 flex flex-col items-start gap-2">
      <Button
        variant="ghost"
        size="sm"
        className="-ml-3 text-accent hover:text-accent"
        busy={action.busy}
        onClick={fill}
      >
        {t('test_address')}
      </Button>
      <span role="status" className="sr-only">
        {isFilled && t('test_address_filled')}
      </span>
      <ActionError failure={action.failure} />
    </div>
  );
}
