import { useTranslations } from 'next-intl';
import { EventBodies } from '@/components/guide/event-bodies';
import { MaskedFields } from '@/components/guide/masked-fields';
import { ReceiverCode } from '@/components/guide/receiver-code';
import { useDurationWords } from '@/components/guide/use-duration-words';
import { Card } from '@/components/ui/card';
import { CopyButton } from '@/components/ui/copy-button';
import type { ReceiverLanguage } from '@/lib/webhooks/core/receivers/receivers';

interface DevelopersPartProps {
  timeoutMs: number;
  language: ReceiverLanguage;
  /** The address of this page, to be sent on. */
  link: string;
}

const RULES = ['rule_answer', 'rule_bytes', 'rule_compare', 'rule_repeat', 'rule_order'] as const;

const HEADERS = [
  { names: ['Content-Type'], key: 'content_type' },
  { names: ['X-Voki-Signature'], key: 'signature' },
  { names: ['X-Voki-Event'], key: 'event' },
  { names: ['X-Voki-Delivery'], key: 'delivery' },
  { names: ['X-Voki-Attempt'], key: 'attempt' },
  { names: ['webhook-id', 'webhook-timestamp', 'webhook-signature'], key: 'standard' },
  { names: ['X-Voki-Test'], key: 'test' },
  { names: ['X-Voki-Signature-Next'], key: 'next' },
] as const;

/** Everything that whoever writes the receiver needs. */
export function DevelopersPart({ timeoutMs, language, link }: DevelopersPartProps) {
  const t = useTranslations('guide.developer');
  const timeout = useDurationWords()(timeoutMs / 1000);
  return (
    <section aria-labelledby="developers" className="mt-12 border-t border-border pt-8">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div>
          <h2 id="developers" className="scroll-mt-20 text-xl font-semibold">
            {t('title')}
          </h2>
          <p className="mt-1 max-w-[68ch] text-pretty">{t('lead')}</p>
        </div>
        <CopyButton value={link} label={t('copy_link_label')}>
          {t('copy_link')}
        </CopyButton>
      </div>

      <h3 className="mt-6 font-semibold">{t('rules_title')}</h3>
      <ul className="mt-1 flex max-w-[68ch] list-disc flex-col gap-1 pl-5">
        {RULES.map((rule) => (
          <li key={rule}>{t(rule, { timeout })}</li>
        ))}
      </ul>

      <h3 id="headers" className="mt-8 scroll-mt-20 font-semibold">
        {t('headers_title')}
      </h3>
      <Card className="mt-3 overflow-hidden">
        <table className="w-full text-left max-sm:block" aria-labelledby="headers">
          <thead className="bg-surface-sunken text-xs text-text-muted max-sm:sr-only">
            <tr>
              <th scope="col" className="w-60 px-5 py-2.5 font-medium">
                {t('header')}
              </th>
              <th scope="col" className="px-2 py-2.5 font-medium">
                {t('value')}
              </th>
            </tr>
          </thead>
          <tbody className="divide-y divide-border max-sm:block">
            {HEADERS.map(({ names, key }) => (
              <tr key={key} className="max-sm:block max-sm:px-5 max-sm:py-3">
                <th scope="row" className="px-5 py-2.5 align-top font-normal max-sm:block max-sm:p-0">
                  {names.map((name) => (
                    <code key={name} className="block">
                      {name}
                    </code>
                  ))}
                </th>
                <td className="px-2 py-2.5 pr-5 text-text-muted max-sm:block max-sm:p-0">
                  {t(`headers.${key}`)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Card>

      <EventBodies />
      <MaskedFields />
      <ReceiverCode language={language} />
      <p className="mt-8">
        {t.rich('api', {
          link: (words) => (
            <a href="/api/openapi.json" className="rounded-sm underline">
              {words}
            </a>
          ),
        })}
      </p>
    </section>
  );
}
