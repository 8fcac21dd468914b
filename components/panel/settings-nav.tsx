'use client';

import { Webhook } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { cn } from '@/components/ui/cn';
import { paths } from '@/lib/paths';

/** The pages of the settings. */
export function SettingsNav() {
  const t = useTranslations('common');
  const pathname = usePathname();
  const items = [{ href: paths.webhooks(), label: t('webhooks'), icon: Webhook }];
  return (
    <nav
      aria-label={t('settings')}
      className="flex gap-1 overflow-x-auto border-b border-border px-3 py-2 md:flex-col md:border-0 md:py-6"
    >
      <p className="mx-3 mb-1 text-xs font-medium text-text-muted max-md:hidden" aria-hidden="true">
        {t('settings')}
      </p>
      {items.map(({ href, label, icon: Icon }) => {
        const isHere = pathname === href || pathname.startsWith(`${href}/`);
        return (
          <Link
            key={href}
            href={href}
            // `true`: below it, on the pages of one webhook; `page`: the very page.
            aria-current={pathname === href ? 'page' : isHere || undefined}
            className={cn(
              'flex h-[34px] items-center gap-2.5 rounded-md px-3 hover:no-underline pointer-coarse:h-11',
              isHere ? 'bg-accent-soft font-medium text-accent' : 'text-text-muted hover:bg-surface-sunken',
            )}
          >
            <Icon className="size-4" aria-hidden="true" />
            {label}
          </Link>
        );
      })}
    </nav>
  );
}
