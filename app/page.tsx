import { redirect } from 'next/navigation';
import { paths } from '@/lib/paths';

/** The panel has no page of its own at its root. */
export default function RootPage() {
  redirect(paths.webhooks());
}
