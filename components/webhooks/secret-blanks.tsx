'use client';

import { TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';

/** Says under an own secret that it begins or ends with a blank, which came along unseen as a rule. Needs `form`. */
export function SecretBlanks({ secret }: { secret: string }) {
  const t = useTranslations('form.secret');
  return (
    // On the page before there is something to say, so that screen readers tell it.
    <p role="status" className="flex gap-1.5 text-timeout empty:hidden">
      {secret !== secret.trim() && (
        <>
          <TriangleAlert className="mt-0.5 size-4 shrink-0" aria-hidden="true" />
          {t('blanks')}
        </>
      )}
    </p>
  );
}
