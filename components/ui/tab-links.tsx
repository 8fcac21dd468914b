import Link from 'next/link';
import { cn } from '@/components/ui/cn';
import { LinkPending } from '@/components/ui/link-pending';

interface TabLinksProps {
  label: string;
  /** Each view has its own address, so that reload, Back and a sent link show the same. */
  items: readonly { href: string; label: string; current: boolean }[];
}

/** Views of one thing, as links. */
export function TabLinks({ label, items }: TabLinksProps) {
  return (
    <nav aria-label={label} className="mb-4 flex gap-6 overflow-x-auto border-b border-border print:hidden">
      {items.map((item) => (
        <Link
          key={item.href}
          href={item.href}
          scroll={false}
          aria-current={item.current ? 'page' : undefined}
          className={cn(
            'relative border-b-2 py-2.5 font-medium whitespace-nowrap hover:no-underline',
            'focus-visible:-outline-offset-2 pointer-coarse:min-h-11',
            item.current ? 'border-accent text-text' : 'border-transparent text-text-muted hover:text-text',
          )}
        >
          {item.label}
          <LinkPending className="-bottom-0.5" />
        </Link>
      ))}
    </nav>
  );
}
