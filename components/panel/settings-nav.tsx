'use client';

import { BookOpen, KeyRound, ScrollText, Webhook } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import { cn } from '@/components/ui/cn';
import { LinkPending } from '@/components/ui/link-pending';
import { paths } from '@/lib/paths';

/** The pages of the settings. */
export function SettingsNav() {
  const t = useTranslations('common');
  const pathname = usePathname();
  const items = [
    { href: paths.webhooks(), label: t('webhooks'), icon: Webhook },
    { href: paths.guide(), label: t('guide'), icon: BookOpen },
    { href: paths.apiKeys(), label: t('api_keys'), icon: KeyRound },
    { href: paths.audit(), label: t('audit'), icon: ScrollText },
  ];
  // The guide stands below the webhooks, and after them, so the last address that fits is the one where one is.
  const current = items.findLast(({ href }) => `${pathname}/`.startsWith(`${href}/`))?.href;
  // On a narrow screen the entries scroll, and the one where one is may stand outside.
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    const here = current && nav.current?.querySelector<HTMLElement>(`a[href="${current}"]`);
    if (here && nav.current) nav.current.scrollLeft = here.offsetLeft - nav.current.offsetLeft - 12;
  }, [current]);
  return (
    <nav
      ref={nav}
      aria-label={t('settings')}
      className="flex gap-1 overflow-x-auto border-b border-border px-1.5 py-2 sm:px-3 print:hidden md:flex-col md:border-0 md:py-6"
    >
      <p className="mx-3 mb-1 text-xs font-medium text-text-muted max-md:hidden" aria-hidden="true">
        {t('settings')}
      </p>
      {items.map(({ href, label, icon: Icon }) => {
        const isHere = href === current;
        return (
          <Link
            key={href}
            href={href}
            // `true`: below it, on the pages of one webhook; `page`: the very page.
            aria-current={pathname === href ? 'page' : isHere || undefined}
            className={cn(
              'relative flex h-[34px] items-center gap-2.5 rounded-md px-2.5 whitespace-nowrap sm:px-3 hover:no-underline pointer-coarse:h-11',
              isHere ? 'bg-accent-soft font-medium text-accent' : 'text-text-muted hover:bg-surface-sunken',
            )}
          >
            {/* All four entries fit a phone without them. */}
            <Icon className="size-4 max-sm:hidden" aria-hidden="true" />
            {label}
            <LinkPending className="inset-x-2.5" />
          </Link>
        );
      })}
    </nav>
  );
}
