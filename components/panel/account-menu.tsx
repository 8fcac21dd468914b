'use client';

import { ChevronDown, CircleUser, LogOut } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useTransition } from 'react';
import { Menu } from '@/components/ui/menu';
import { signOutAction } from '@/lib/auth/actions/sign-out';
import type { Role } from '@/lib/webhooks/core/plan';

interface AccountMenuProps {
  name: string;
  email: string | null;
  role: Role;
  organizationName: string;
}

/** Who is signed in, and the way out. */
export function AccountMenu({ name, email, role, organizationName }: AccountMenuProps) {
  const t = useTranslations('common');
  const [isPending, startTransition] = useTransition();
  return (
    <Menu
      label={t('account', { name })}
      size="sm"
      disabled={isPending}
      className="max-sm:px-2"
      trigger={
        <>
          <CircleUser className="sm:hidden" aria-hidden="true" />
          <span className="max-w-40 truncate max-sm:hidden">{name}</span>
          <ChevronDown className="max-sm:hidden" aria-hidden="true" />
        </>
      }
      entries={[
        {
          kind: 'header',
          id: 'who',
          content: (
            <>
              <p className="font-medium">{name}</p>
              {email && <p className="break-all text-text-muted">{email}</p>}
              <p className="text-text-muted">
                {t(`role_${role}`)} · {organizationName}
              </p>
            </>
          ),
        },
        {
          kind: 'action',
          id: 'sign-out',
          label: (
            <>
              <LogOut aria-hidden="true" />
              {t('sign_out')}
            </>
          ),
          onSelect: () =>
            startTransition(async () => {
              await signOutAction();
            }),
        },
      ]}
    />
  );
}
