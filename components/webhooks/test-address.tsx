'use client';

import { useQueryClient } from '@tanstack/react-query';
import { Inbox } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { ActionError } from '@/components/action-error';
import { Button } from '@/components/ui/button';
import { buttonVariants } from '@/components/ui/button-variants';
import { Card } from '@/components/ui/card';
import { CopyButton } from '@/components/ui/copy-button';
import { EmptyState } from '@/components/ui/empty-state';
import { Steps } from '@/components/ui/steps';
import { ZoneNote } from '@/components/ui/zone-note';
import { useAction } from '@/components/use-action';
import { TestMessage, useEventWords } from '@/components/webhooks/test-message';
import { paths } from '@/lib/paths';
import { clearTestMessagesAction } from '@/lib/webhooks/actions/clear-test-messages';
import { TEST_MESSAGES_HOURS, TEST_MESSAGES_MAX } from '@/lib/webhooks/core/test-address';
import { testMessagesQuery, useTestMessages } from '@/lib/webhooks/queries/test-messages';

/** The built-in receiver: its address, how to use it, and what arrived, live. Needs `test_address`, `events`, `errors`. */
export function TestAddress({ url }: { url: string }) {
  const t = useTranslations('test_address');
  return (
    <>
      <Card className="mb-8 p-5">
        <h2 className="font-semibold">{t('address')}</h2>
        <div className="mt-3 flex flex-wrap items-center gap-2">
          <code className="min-w-0 grow basis-64 rounded-md bg-surface-sunken px-3.5 py-2 break-all">
            {url}
          </code>
          <CopyButton value={url} label={t('copy_label')}>
            {t('copy')}
          </CopyButton>
        </div>
        <p className="mt-2 text-xs text-text-muted">
          {t('note', { hours: TEST_MESSAGES_HOURS, count: TEST_MESSAGES_MAX })}
        </p>
        <div className="mt-5 flex flex-wrap items-end justify-between gap-4">
          <Steps items={[t('step_1'), t('step_2'), t('step_3')]} />
          <Link href={paths.newWebhook('test')} className={buttonVariants({ variant: 'primary' })}>
            {t('create')}
          </Link>
        </div>
      </Card>
      <Arrivals />
    </>
  );
}

function Arrivals() {
  const t = useTranslations('test_address');
  const client = useQueryClient();
  const { data: messages, isRefetchError } = useTestMessages();
  const clear = useAction(clearTestMessagesAction);
  const announcement = useAnnouncement();

  async function empty() {
    const result = await clear.run();
    if (result?.ok) client.setQueryData(testMessagesQuery().queryKey, []);
  }

  return (
    <section aria-labelledby="arrivals">
      <div className="mb-2 flex min-h-9 flex-wrap items-center justify-between gap-x-4">
        <div>
          <h2 id="arrivals" className="font-semibold">
            {t('list')}
          </h2>
          <p className="text-xs text-text-muted">{t(isRefetchError ? 'stale' : 'live')}</p>
        </div>
        {messages.length > 0 && (
          <Button variant="ghost" size="sm" busy={clear.busy} onClick={empty}>
            {t('clear')}
          </Button>
        )}
      </div>
      <ActionError failure={clear.failure} className="mb-3" />
      <div role="status" className="sr-only">
        {announcement}
      </div>
      {messages.length === 0 ? (
        <EmptyState icon={<Inbox aria-hidden="true" />} title={t('empty_title')}>
          <p>{t('empty')}</p>
        </EmptyState>
      ) : (
        <Card className="overflow-hidden">
          <ul className="divide-y divide-border">
            {messages.map((message) => (
              <li key={message.id}>
                <TestMessage message={message} />
              </li>
            ))}
          </ul>
        </Card>
      )}
      <ZoneNote className="mt-3" />
    </section>
  );
}

/** What arrived since the page was opened, in a sentence; empty until then. */
function useAnnouncement(): string {
  const t = useTranslations('test_address');
  const wordsOf = useEventWords();
  const { data: messages } = useTestMessages();
  const newest = messages[0];
  const known = useRef(newest?.id);
  const [announcement, setAnnouncement] = useState('');
  const text = newest
    ? t('announce', { event: wordsOf(newest).name, signature: t(`signature.${newest.signature}`) })
    : '';
  const id = newest?.id;
  useEffect(() => {
    if (id === known.current) return;
    known.current = id;
    setAnnouncement(text);
  }, [id, text]);
  return announcement;
}
