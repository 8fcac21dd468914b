import { useFormatter, useTranslations } from 'next-intl';
import { useDurationWords } from '@/components/guide/use-duration-words';
import { Card } from '@/components/ui/card';
import { EVENT_CATALOGUE, EVENT_NAMES } from '@/lib/webhooks/core/event-catalogue';

interface ManagersPartProps {
  timeoutMs: number;
  /** Seconds between attempts. */
  schedule: readonly number[];
}

/** What a manager wants to know, without a technical word. */
export function ManagersPart({ timeoutMs, schedule }: ManagersPartProps) {
  const t = useTranslations('guide.manager');
  const tEvents = useTranslations('events');
  const format = useFormatter();
  const words = useDurationWords();
  const timeout = words(timeoutMs / 1000);
  return (
    <section aria-labelledby="managers" className="scroll-mt-20">
      <h2 id="managers" className="text-xl font-semibold">
        {t('title')}
      </h2>
      <p className="mt-1 max-w-[68ch] text-pretty">{t('what')}</p>

      <h3 className="mt-6 font-semibold">{t('steps_title')}</h3>
      <ol className="mt-3 grid gap-3 md:grid-cols-3">
        {(['step_1', 'step_2', 'step_3'] as const).map((step, index) => (
          <li key={step}>
            <Card className="flex h-full flex-col gap-1 p-4">
              <span
                aria-hidden="true"
                className="mb-1 grid size-6 place-items-center rounded-full bg-accent-soft text-xs font-semibold text-accent tabular-nums"
              >
                {index + 1}
              </span>
              <span className="font-medium">{t(`${step}_title`)}</span>
              <span className="text-pretty text-text-muted">{t(step)}</span>
            </Card>
          </li>
        ))}
      </ol>

      <h3 id="events" className="mt-8 font-semibold">
        {t('events_title')}
      </h3>
      <Card className="mt-3 overflow-hidden">
        <table className="w-full text-left max-sm:block" aria-labelledby="events">
          <thead className="bg-surface-sunken text-xs text-text-muted max-sm:sr-only">
            <tr>
              <th scope="col" className="px-5 py-2.5 font-medium">
                {t('event')}
              </th>
              <th scope="col" className="px-2 py-2.5 font-medium">
                {t('fires')}
              </th>
              <th scope="col" className="px-5 py-2.5 font-medium">
                {t('code')}
              </th>
            </tr>
          </thead>
          <tbody className="divide-y divide-border max-sm:block">
            {EVENT_NAMES.map((event) => (
              <tr key={event} className="max-sm:block max-sm:px-5 max-sm:py-3">
                <th scope="row" className="px-5 py-2.5 font-medium max-sm:block max-sm:p-0">
                  {tEvents(`${EVENT_CATALOGUE[event].messageKey}.name`)}
                </th>
                <td className="px-2 py-2.5 text-text-muted max-sm:block max-sm:p-0">
                  {tEvents(`${EVENT_CATALOGUE[event].messageKey}.fires`)}
                </td>
                <td className="px-5 py-2.5 max-sm:block max-sm:p-0">
                  <code className="text-text-muted">{event}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Card>

      <h3 className="mt-8 font-semibold">{t('failure_title')}</h3>
      <div className="mt-1 flex max-w-[68ch] flex-col gap-2 text-pretty">
        <p>
          {schedule.length === 0
            ? t('no_retry', { timeout })
            : t('failure', {
                timeout,
                count: schedule.length,
                schedule: format.list(schedule.map(words), { type: 'conjunction' }),
              })}
        </p>
        <p>{t('off')}</p>
      </div>

      <h3 className="mt-8 font-semibold">{t('privacy_title')}</h3>
      <p className="mt-1 max-w-[68ch] text-pretty">{t('privacy')}</p>
    </section>
  );
}
