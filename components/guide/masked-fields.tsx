import { useTranslations } from 'next-intl';
import { Card } from '@/components/ui/card';
import { MASKABLE_FIELDS, MASKED_VALUES } from '@/lib/webhooks/core/mask';

/** What stands in a body where a webhook hides customers' data. */
export function MaskedFields() {
  const t = useTranslations('guide.developer');
  return (
    <>
      <h3 id="masked" className="mt-8 scroll-mt-20 font-semibold">
        {t('masked_title')}
      </h3>
      <p className="mt-1 max-w-[68ch] text-pretty">{t('masked')}</p>
      <Card className="mt-3 overflow-hidden">
        <table className="w-full text-left" aria-labelledby="masked">
          <thead className="bg-surface-sunken text-xs text-text-muted">
            <tr>
              <th scope="col" className="w-60 px-5 py-2.5 font-medium max-sm:w-auto">
                {t('masked_field')}
              </th>
              <th scope="col" className="px-2 py-2.5 font-medium">
                {t('masked_value')}
              </th>
            </tr>
          </thead>
          <tbody className="divide-y divide-border">
            {MASKABLE_FIELDS.map((field) => (
              <tr key={field}>
                <th scope="row" className="px-5 py-2.5 font-normal">
                  <code>{field}</code>
                </th>
                <td className="px-2 py-2.5 pr-5 wrap-anywhere">
                  <code>{`"${MASKED_VALUES[field]}"`}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Card>
    </>
  );
}
