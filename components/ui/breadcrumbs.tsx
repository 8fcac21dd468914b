import { ChevronRight } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';

interface BreadcrumbsProps {
  /** From the outermost; the page itself is its heading below and not repeated here. Without `href`: a place without a page. */
  items: readonly { label: string; href?: string }[];
}

/** The way from the outside to this page. Needs the `common` messages. */
export function Breadcrumbs({ items }: BreadcrumbsProps) {
  const t = useTranslations('common');
  return (
    <nav aria-label={t('breadcrumbs')} className="-mt-1 mb-1 text-xs text-text-muted">
      <ol className="flex flex-wrap items-center gap-x-1">
        {items.map(({ label, href }, index) => (
          <li key={label} className="flex min-h-6 max-w-full min-w-0 items-center gap-1">
            {index > 0 && <ChevronRight className="size-3 shrink-0" aria-hidden="true" />}
            {href ? (
              <Link
                href={href}
                className="max-w-80 truncate rounded-sm py-1 hover:underline pointer-coarse:py-3.5"
              >
                {label}
              </Link>
            ) : (
              label
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
