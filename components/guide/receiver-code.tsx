import { useTranslations } from 'next-intl';
import { CodeBlock } from '@/components/ui/code-block';
import { CopyButton } from '@/components/ui/copy-button';
import { HighlightedCode } from '@/components/ui/highlighted-code';
import { TabLinks } from '@/components/ui/tab-links';
import { paths } from '@/lib/paths';
import {
  RECEIVER_LANGUAGES,
  RECEIVERS,
  type ReceiverLanguage,
} from '@/lib/webhooks/core/receivers/receivers';

/** A whole receiver in the language of the address. */
export function ReceiverCode({ language }: { language: ReceiverLanguage }) {
  const t = useTranslations('guide.developer');
  const { label, file, syntax, run, code } = RECEIVERS[language];
  return (
    <>
      <h3 id="code" className="mt-8 scroll-mt-20 font-semibold">
        {t('code_title')}
      </h3>
      <p className="mt-1 mb-2 max-w-[68ch] text-pretty">{t('code_lead')}</p>
      <TabLinks
        label={t('languages')}
        items={RECEIVER_LANGUAGES.map((one) => ({
          href: paths.guide(one),
          label: RECEIVERS[one].label,
          current: one === language,
        }))}
      />
      <div className="mb-2 flex flex-wrap items-center justify-between gap-2">
        <p>{run === null ? t('run_framework', { file }) : t('run', { file })}</p>
        <CopyButton value={code} label={t('copy_code', { language: label })}>
          {t('copy')}
        </CopyButton>
      </div>
      {run !== null && (
        <CodeBlock label={t('run_label')} className="mb-2">
          {`VOKI_WEBHOOK_SECRET='whsec_…' ${run}`}
        </CodeBlock>
      )}
      <HighlightedCode
        label={t('code_of', { language: label })}
        syntax={syntax}
        code={code}
        className="max-h-none"
      />
    </>
  );
}
