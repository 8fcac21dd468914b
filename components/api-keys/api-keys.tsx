'use client';

import { KeyRound } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { ApiKeyRow } from '@/components/api-keys/api-key-row';
import { CreatedApiKey } from '@/components/api-keys/created-api-key';
import { NewApiKey } from '@/components/api-keys/new-api-key';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { ZoneNote } from '@/components/ui/zone-note';
import type { ApiKeyDto } from '@/lib/auth/schemas';

interface ApiKeysProps {
  /** As the server found them, the newest first. */
  items: readonly ApiKeyDto[];
  /** Whether the reader may make and revoke keys. */
  mayChange: boolean;
  organizationName: string;
}

/** What stands above the list: nothing, the form, or the key that was just made. */
type Above = { kind: 'form' } | { kind: 'created'; name: string; key: string } | null;

/** Every key of the organisation. Needs `api_keys`, `errors`, `validation`. */
export function ApiKeys({ items: known, mayChange, organizationName }: ApiKeysProps) {
  const t = useTranslations('api_keys');
  // Kept here: what was made or revoked shows at once, and the page stays as it is.
  const [items, setItems] = useState(known);
  const [above, setAbove] = useState<Above>(null);
  const [announcement, setAnnouncement] = useState('');

  function close() {
    setAbove(null);
    focusTitle();
  }

  function onRevoked({ id, name }: ApiKeyDto) {
    setAnnouncement(t('revoke.done', { name }));
    setItems(items.filter((item) => item.id !== id));
    focusTitle();
  }

  const newKey = (
    <Button variant="primary" onClick={() => setAbove({ kind: 'form' })}>
      {t('new')}
    </Button>
  );
  return (
    <>
      <PageHeader
        title={t('title')}
        lead={t('lead')}
        actions={mayChange && !above && items.length > 0 && newKey}
      />
      <div role="status" className="sr-only">
        {announcement}
      </div>
      {above?.kind === 'form' && (
        <NewApiKey
          onCreated={({ apiKey, key }) => {
            setAbove({ kind: 'created', name: apiKey.name, key });
            setItems([apiKey, ...items]);
          }}
          onCancel={close}
        />
      )}
      {above?.kind === 'created' && <CreatedApiKey name={above.name} value={above.key} onDone={close} />}
      {items.length > 0 ? (
        <>
          <Card className="overflow-hidden">
            <ul aria-label={t('list', { organization: organizationName })} className="divide-y divide-border">
              {items.map((apiKey) => (
                <li key={apiKey.id}>
                  <ApiKeyRow apiKey={apiKey} mayChange={mayChange} onRevoked={() => onRevoked(apiKey)} />
                </li>
              ))}
            </ul>
          </Card>
          <ZoneNote className="mt-3" />
        </>
      ) : (
        !above && (
          <EmptyState
            icon={<KeyRound aria-hidden="true" />}
            title={t('empty.title')}
            action={mayChange && newKey}
          >
            <p>{t('empty.text')}</p>
            {!mayChange && <p>{t('empty.reader')}</p>}
          </EmptyState>
        )
      )}
      <p className="mt-3 text-xs text-text-muted">
        {t.rich('description', {
          link: (words) => (
            <a href="/api/openapi.json" className="rounded-sm text-text underline">
              {words}
            </a>
          ),
        })}
      </p>
    </>
  );
}

/** What had the focus is gone. */
function focusTitle() {
  document.getElementById('page-title')?.focus();
}
